package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.itests.support.NodeProcess;

/**
 * A start on a data directory that there is, with settings that do not fit it: one line says why, nothing changes, and the right settings
 * start the node as before. Needs no full node: a node starts without.
 */
class ExistingDirectoryIT {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir
  Path folder = Path.of("");
  private final List<NodeProcess> started = new ArrayList<>();
  private Path password = Path.of("");

  @BeforeEach
  void passwordFile() throws IOException {
    password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  @AfterEach
  void stop() {
    started.forEach(NodeProcess::close);
  }

  private NodeProcess node(String name, String network, String... more) {
    List<String> flags = new ArrayList<>(List.of("--network", network, "--bitcoind-url", "http://nobody:nothing@127.0.0.1:1"));
    flags.addAll(List.of(more));
    NodeProcess node = NodeProcess.with(name, folder.resolve("node"), flags);
    started.add(node);
    return node;
  }

  private NodeProcess sealed(String name) {
    return node(name, "regtest", "--password-file", password.toString());
  }

  /** What the node keeps: everything but logs, and the lock, which means nothing by itself. */
  private SortedMap<String, String> contents() throws IOException {
    Path datadir = folder.resolve("node");
    SortedMap<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(datadir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = datadir.relativize(file).toString();
        if (!name.startsWith("logs") && !name.equals("node.lock")) {
          all.put(name, new fr.acinq.bitcoin.ByteVector(Files.readAllBytes(file)).sha256().toHex());
        }
      }
    }
    return all;
  }

  /** It ends with that code, and its only line that is no log says why; after wrong settings another one names the help. */
  private static void assertRefused(NodeProcess node, int code, String why) {
    node.launch();
    assertThat(node.awaitExit()).as(node.log()).isEqualTo(code);
    assertThat(node.output()).isEmpty();
    List<String> told = node.log().lines().filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\d.* (INFO|WARN) .*")).toList();
    assertThat(told.stream().skip(1).toList()).isEqualTo(code == 2 ? List.of("\"l2 start --help\" tells more.") : List.of());
    assertThat(told.getFirst()).startsWith("error: ").contains(why);
  }

  @Test
  void settingsThatDoNotFitChangeNothing() throws IOException {
    NodeProcess node = sealed("first").start();
    String id = node.id();
    String address = node.newAddress();
    node.stop();
    assertThat(node.awaitExit()).isEqualTo(143);
    SortedMap<String, String> before = contents();
    assertThat(before).containsKeys("seed", "node.sqlite", "admin.token", "gossip.db");

    Path wrong = Files.writeString(folder.resolve("wrong"), "incorrect horse\n");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertRefused(node("other-network", "signet", "--password-file", password.toString()), 1,
        "the database is of another network, not signet");
    assertRefused(node("wrong-password", "regtest", "--password-file", wrong.toString()), 1, "the password does not open the seed");
    assertRefused(node("empty-password", "regtest", "--password-file", empty.toString()), 2, "--password-file: its first line is empty");
    assertRefused(node("no-such-file", "regtest", "--password-file", folder.resolve("none").toString()), 2, "none cannot be read");
    assertRefused(node("no-password", "regtest"), 2, "the seed needs a password");
    assertRefused(node("both", "regtest", "--password-file", password.toString(), "--insecure-plaintext-seed"), 2, "exclude each other");
    assertRefused(node("plain", "regtest", "--insecure-plaintext-seed"), 1, "is sealed: name the file with its password");
    assertRefused(node("no-network", "nonet", "--password-file", password.toString()), 2, "nonet");
    assertThat(contents()).isEqualTo(before);

    NodeProcess again = sealed("again").start();
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.newAddress()).isNotEqualTo(address);
    assertThat(again.errors()).isEmpty();
  }

  @Test
  void secondProcessIsRefused() {
    NodeProcess first = sealed("first").start();
    assertRefused(sealed("second"), 1, "another process uses the data directory");
    assertThat(first.get("/v1/node").get("node_id").asText()).isEqualTo(first.id());
    first.stop();
    assertThat(sealed("third").start().id()).isEqualTo(first.id());
  }

  /** Argon2id's memory must fit beside the rest: a machine of 1 GB gives Java 256 MiB. */
  @Test
  void smallHeapIsEnoughForASealedSeed() {
    NodeProcess first = sealed("first").java("-Xmx256m").start();
    first.stop();
    assertThat(sealed("second").java("-Xmx192m").start().id()).isEqualTo(first.id());
  }
}
