package org.l2node.routing;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.l2node.routing", importOptions = ImportOption.DoNotIncludeTests.class)
class RoutingArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("org.l2node.routing.(**)").should().beFreeOfCycles()
      .allowEmptyShould(true);
}
