package org.l2node.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

  private static final String FIXTURE = "org.l2node.itests.architecture.fixture";
  private static final String MAIN = "org.l2node.node.Main";
  private static final JavaClasses PROGRAM = new ClassFileImporter().withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("org.l2node");
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  @ParameterizedTest
  @MethodSource
  void theProgramKeeps(ArchRule rule) {
    rule.check(PROGRAM);
  }

  static Stream<ArchRule> theProgramKeeps() {
    String[] pure = {"org.l2node.channels..", "org.l2node.routing.."};
    return Stream.of(Rules.freeOfPackageCycles("org.l2node", MAIN), Rules.isNamedByNobody("org.l2node", MAIN), Rules.nameNoImpureType(pure),
        Rules.askNothingImpure(pure),
        Rules.useNoFloatingPoint("org.l2node.channels.."), Rules.areNullMarked("org.l2node"),
        Rules.callNoneOf(Rules.ABSENT_ON_MACOS, "org.l2node.."),
        Rules.onlyCalledBy(Rules.SIGNING, "org.l2node..", "org.l2node.channels.machine.EnforcingSigner"),
        Rules.onlyUsedIn("io.netty..", "org.l2node..", "org.l2node.node.transport.."),
        Rules.onlyUsedIn("java.sql..", "org.l2node..", "org.l2node.node.storage.."),
        Rules.onlyUsedIn("io.javalin..", "org.l2node..", "org.l2node.api.."));
  }

  @Test
  void theSignerCallsAllThatTheRuleKeepsForIt() {
    var details = Rules.onlyCalledBy(Rules.SIGNING, "org.l2node..").evaluate(PROGRAM).getFailureReport().getDetails();
    Rules.SIGNING.forEach(method -> assertThat(details).anyMatch(detail -> detail.contains(method)));
  }

  @ParameterizedTest
  @MethodSource
  void everyRuleFailsOnCodeThatBreaksIt(ArchRule rule, String culprit) {
    var result = rule.evaluate(BROKEN);
    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().getDetails()).anyMatch(detail -> detail.contains(culprit));
  }

  static Stream<Arguments> everyRuleFailsOnCodeThatBreaksIt() {
    var types = Rules.nameNoImpureType(FIXTURE + ".impure..");
    var calls = Rules.askNothingImpure(FIXTURE + ".impure..");
    var floats = Rules.useNoFloatingPoint(FIXTURE + ".floating..");
    return Stream.of(arguments(Rules.freeOfPackageCycles(FIXTURE, MAIN), "cycle.second.Second"),
        arguments(Rules.isNamedByNobody(FIXTURE, FIXTURE + ".cycle.first.First"), "Second.has"), arguments(types, "Impure.file"),
        arguments(types, "Impure.socket"), arguments(types, "Impure.thread"), arguments(types, "Impure.future"),
        arguments(types, "Impure.dice"), arguments(types, "Impure.key"), arguments(types, "Impure.systemLogger"),
        arguments(types, "Impure.logger"), arguments(types, "Impure.clock"), arguments(calls, "Impure.nanos"),
        arguments(calls, "Impure.instant"), arguments(calls, "Impure.today"), arguments(calls, "Impure.print"),
        arguments(calls, "Impure.mathRandom"), arguments(calls, "Impure.uuid"), arguments(floats, "Floating.price"),
        arguments(floats, "Floating.rates"), arguments(floats, "Floating.half"), arguments(floats, "Floating.rounded"),
        arguments(Rules.areNullMarked(FIXTURE), FIXTURE + ".impure has no @NullMarked"),
        arguments(Rules.callNoneOf(Set.of("java.util.UUID.randomUUID"), FIXTURE + ".."), "Impure.uuid"),
        arguments(Rules.onlyUsedIn("io.netty..", FIXTURE + "..", FIXTURE + ".cycle.."), "UsesNetty"));
  }
}
