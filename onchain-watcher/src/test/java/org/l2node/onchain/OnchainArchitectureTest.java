package org.l2node.onchain;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.l2node.onchain", importOptions = ImportOption.DoNotIncludeTests.class)
class OnchainArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("org.l2node.onchain.(**)").should().beFreeOfCycles()
      .allowEmptyShould(true);
}
