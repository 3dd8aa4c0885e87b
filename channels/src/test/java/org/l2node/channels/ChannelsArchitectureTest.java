package org.l2node.channels;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.l2node.channels", importOptions = ImportOption.DoNotIncludeTests.class)
class ChannelsArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("org.l2node.channels.(**)").should().beFreeOfCycles()
      .allowEmptyShould(true);
}
