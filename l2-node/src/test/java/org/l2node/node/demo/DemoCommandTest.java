package org.l2node.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain that was named is the chain that is used, or none is. */
class DemoCommandTest {
  @TempDir
  Path folder = Path.of("");

  @Test
  void aBitcoindThatIsNoProgramIsRefusedWhoeverNamesIt() throws Exception {
    DemoCommand demo = new DemoCommand();
    assertThat(demo.wrong(null)).isEmpty();
    assertThat(demo.wrong("/nowhere/bitcoind")).hasValue("L2_BITCOIND: /nowhere/bitcoind is not a program.");
    demo.bitcoind = folder;
    assertThat(demo.wrong("/nowhere/bitcoind")).hasValue("--bitcoind: " + folder + " is not a program.");
    Path program = Files.createFile(folder.resolve("bitcoind"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    demo.bitcoind = program;
    assertThat(demo.wrong("/nowhere/bitcoind")).isEmpty();
  }

  @Test
  void theEmbeddedChainNeedsNoBitcoindAndTakesNone() {
    DemoCommand demo = new DemoCommand();
    demo.embedded = true;
    assertThat(demo.wrong("/nowhere/bitcoind")).isEmpty();
    demo.bitcoind = Path.of("/nowhere/bitcoind");
    assertThat(demo.wrong(null)).hasValue("--embedded and --bitcoind exclude each other.");
  }
}
