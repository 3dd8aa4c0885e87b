package org.l2node.itests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules, as functions of the packages they hold for, so that each can be shown to fail on a package that breaks it. */
final class Rules {

  private static final Set<String> IMPURE_NAMES = Set.of("java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream",
      "java.io.FileReader", "java.io.FileWriter", "java.io.RandomAccessFile", "java.io.PrintStream", "java.io.Console", "java.lang.IO",
      "java.lang.Thread", "java.lang.ThreadLocal", "java.lang.ScopedValue", "java.lang.Process", "java.lang.ProcessBuilder",
      "java.lang.Runtime", "java.lang.System$Logger", "java.lang.System$LoggerFinder", "java.security.SecureRandom", "java.time.Clock",
      "java.util.Random", "java.util.Timer", "org.bouncycastle.crypto.CryptoServicesRegistrar");

  /** What reads or changes the world outside of a method's arguments: files, sockets, threads, logs, randomness, the clock. */
  private static final DescribedPredicate<JavaClass> IMPURE_TYPES = describe("impure types",
      type -> resideInAnyPackage("java.net..", "javax.net..", "java.nio.file..", "java.nio.channels..", "java.sql..", "javax.sql..",
          "java.util.concurrent..", "java.util.logging..", "java.util.random..", "kotlin.random..", "org.slf4j..", "ch.qos.logback..",
          "io.netty..", "org.mapdb..").test(type) || IMPURE_NAMES.contains(type.getName()));

  private static final DescribedPredicate<AccessTarget> IMPURE_MEMBERS = describe(
      "a clock, a random source, the environment or the console",
      target -> switch (target.getOwner().getName()) {
        case "java.lang.System" -> !Set.of("arraycopy", "identityHashCode", "lineSeparator").contains(target.getName());
        case "java.lang.Math" -> target.getName().equals("random");
        case "java.util.UUID" -> target.getName().equals("randomUUID");
        case "java.util.Collections" -> target.getName().equals("shuffle");
        default -> target.getOwner().getPackageName().startsWith("java.time") && target.getName().equals("now");
      });

  private Rules() {}

  /**
   * No two packages below {@code root} depend on each other, directly or around a ring. The class {@code entry} is above all of them: it
   * may name any, so it counts to none, and {@link #isNamedByNobody} sees to the other direction.
   */
  static ArchRule freeOfPackageCycles(String root, String entry) {
    return slices().assignedFrom(new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        var name = type.getPackageName();
        return name.startsWith(root) && !type.getName().equals(entry) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages of " + root;
      }
    }).should().beFreeOfCycles();
  }

  /** Nothing depends on the class {@code entry}. */
  static ArchRule isNamedByNobody(String root, String entry) {
    return noClasses().that().resideInAPackage(root + "..").and().doNotHaveFullyQualifiedName(entry).should().dependOnClassesThat()
        .haveFullyQualifiedName(entry);
  }

  /** Classes there name no impure type. */
  static ArchRule nameNoImpureType(String... packages) {
    return noClasses().that().resideInAnyPackage(packages).should().dependOnClassesThat(IMPURE_TYPES);
  }

  /** Classes there call nothing whose answer depends on anything but its arguments. */
  static ArchRule askNothingImpure(String... packages) {
    return noClasses().that().resideInAnyPackage(packages).should().accessTargetWhere(describe("of " + IMPURE_MEMBERS.getDescription(),
        access -> IMPURE_MEMBERS.test(access.getTarget())));
  }

  /** The library in the packages {@code library} is used nowhere but in the packages {@code users}. */
  static ArchRule onlyUsedIn(String library, String everywhere, String... users) {
    return noClasses().that().resideInAPackage(everywhere).and().resideOutsideOfPackages(users).should().dependOnClassesThat()
        .resideInAPackage(library);
  }

  /** What the releases pinned for macOS do not have, or have in another shape: docs/decisions/0001. */
  static final Set<String> ABSENT_ON_MACOS = Set.of("fr.acinq.bitcoin.Transaction.encodeWitnessEcdsaSig",
      "fr.acinq.bitcoin.Transaction.signInputCompact", "fr.acinq.bitcoin.Crypto.decodeSignatureLax", "fr.acinq.secp256k1.Secp256k1.sign",
      "fr.acinq.secp256k1.Secp256k1.der2compact", "fr.acinq.secp256k1.Secp256k1.cleanup");

  /** None of {@code methods}, each a class's and its own name, is called there. */
  static ArchRule callNoneOf(Set<String> methods, String packages) {
    return noClasses().that().resideInAPackage(packages).should().callMethodWhere(
        describe("one of " + methods, call -> methods.contains(call.getTargetOwner().getName() + "." + call.getName())));
  }

  /** What signs commitments and gives revocation secrets away. */
  static final Set<String> SIGNING = Set.of("org.l2node.channels.keys.ChannelKeys.perCommitmentSecret",
      "org.l2node.channels.commitment.CommitmentTx.sign", "org.l2node.channels.commitment.CommitmentTx.signed");

  /** Only {@code allowed}, besides the class that has it, calls one of {@code methods}. */
  static ArchRule onlyCalledBy(Set<String> methods, String packages, String... allowed) {
    Set<String> callers = Set.of(allowed);
    return noClasses().that().resideInAPackage(packages)
        .and(describe("are not " + callers, type -> !callers.contains(type.getFullName())))
        .should().callMethodWhere(describe("one of " + methods,
            call -> methods.contains(call.getTargetOwner().getName() + "." + call.getName())
                && !call.getTargetOwner().equals(call.getOriginOwner())));
  }

  /** No field, parameter or result there is a binary fraction: amounts are whole numbers of satoshis and millisatoshis. */
  static ArchRule useNoFloatingPoint(String... packages) {
    return classes().that().resideInAnyPackage(packages).should(new ArchCondition<>("use no floating point") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getFields().stream().filter(field -> isFloating(field.getRawType()))
            .forEach(field -> events.add(SimpleConditionEvent.violated(field, describeMember(field))));
        type.getCodeUnits().stream().filter(Rules::mentionsFloating)
            .forEach(unit -> events.add(SimpleConditionEvent.violated(unit, unit.getDescription() + " uses floating point")));
      }
    });
  }

  /** Every package says that its references are never null unless marked. */
  static ArchRule areNullMarked(String root) {
    return classes().that(are(describe("in packages of " + root, type -> type.getPackageName().startsWith(root))))
        .should(new ArchCondition<>("be in a package marked @NullMarked") {
          @Override
          public void check(JavaClass type, ConditionEvents events) {
            var marked = type.getPackage().tryGetPackageInfo().filter(info -> info.isAnnotatedWith(NullMarked.class)).isPresent();
            if (!marked) {
              events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no @NullMarked package-info"));
            }
          }
        });
  }

  private static boolean mentionsFloating(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream()).anyMatch(Rules::isFloating)
        || unit.getCallsFromSelf().stream().anyMatch(call -> isFloating(call.getTarget().getRawReturnType()));
  }

  private static boolean isFloating(JavaClass type) {
    var element = type.getBaseComponentType();
    return Set.of("float", "double", "java.lang.Float", "java.lang.Double").contains(element.getName());
  }

  private static String describeMember(JavaField field) {
    return field.getDescription() + " is floating point";
  }
}
