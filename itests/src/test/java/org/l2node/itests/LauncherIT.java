package org.l2node.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code l2} at the top of the project; it is told not to build, for these tests run in the middle of a build. */
class LauncherIT {

  private static final Path LAUNCHER = Path.of("..", "l2").toAbsolutePath().normalize();

  @TempDir
  private Path elsewhere;

  @Test
  void runsFromAnotherFolderThroughALink() throws IOException, InterruptedException {
    var link = Files.createSymbolicLink(elsewhere.resolve("link"), LAUNCHER);
    var direct = run(List.of(LAUNCHER.toString(), "--version"), Map.of());
    assertThat(run(List.of(link.toString(), "--version"), Map.of())).isEqualTo(direct);
    assertThat(direct.output()).doesNotContain("WARNING").doesNotContain("building").doesNotContain("JDK");
  }

  @Test
  void saysInOneLineThatTheJdkNamedIsNone() throws IOException, InterruptedException {
    var answer = run(List.of(LAUNCHER.toString(), "--version"), Map.of("L2_JAVA_HOME", elsewhere.toString()));
    assertThat(answer).isEqualTo(new Answer(1, "l2: L2_JAVA_HOME=" + elsewhere + " is not a JDK 25 or later\n"));
  }

  @Test
  void takesAnyLaterJdk() throws IOException, InterruptedException {
    var answer = run(List.of(LAUNCHER.toString()), Map.of("L2_JAVA_HOME", jdk("26.0.1").toString()));
    assertThat(answer.code()).isEqualTo(7);
    var old = run(List.of(LAUNCHER.toString()), Map.of("L2_JAVA_HOME", jdk("24.0.2").toString()));
    assertThat(old.code()).isEqualTo(1);
  }

  /** What looks like a JDK of that version, and whose java only ends with code 7. */
  private Path jdk(String version) throws IOException {
    var home = Files.createDirectories(elsewhere.resolve(version));
    Files.createDirectory(home.resolve("bin"));
    for (var program : List.of("java", "javac")) {
      var file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\nexit 7\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Answer run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
    builder.environment().put("L2_NO_BUILD", "1");
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), output);
  }

  private record Answer(int code, String output) {}
}
