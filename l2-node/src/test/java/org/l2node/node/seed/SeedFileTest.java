package org.l2node.node.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.node.storage.StorageException;

final class SeedFileTest {
  private static final byte[] PASSWORD = "correct horse".getBytes(StandardCharsets.UTF_8);

  @TempDir
  Path folder;

  @Test
  void sealedSeedOpensWithItsPasswordOnly() throws Exception {
    Path file = folder.resolve("seed");
    Seed made = SeedFile.create(file, PASSWORD, 144, new SecureRandom());
    Seed opened = SeedFile.open(file, PASSWORD, false);
    assertThat(opened.bytes()).isEqualTo(made.bytes());
    assertThat(opened.bytes().size()).isEqualTo(64);
    assertThat(opened.words()).isEqualTo(made.words()).hasSize(24);
    assertThat(opened.birthdayHeight()).isEqualTo(144);
    assertThat(made.toString()).doesNotContain(made.words().getFirst());
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> SeedFile.open(file, "correct house".getBytes(StandardCharsets.UTF_8), false))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("does not open");
    assertThatThrownBy(() -> SeedFile.open(file, null, true)).isInstanceOf(StorageException.class).hasMessageContaining("--password-file");

    // The birthday is authenticated too: a changed one would hide coins from a restore.
    String changed = Files.readString(file).replace("birthday=144", "birthday=999");
    Files.writeString(file, changed);
    assertThatThrownBy(() -> SeedFile.open(file, PASSWORD, false)).isInstanceOf(StorageException.class);
  }

  @Test
  void plainSeedOpensOnlyWhereThatIsAsked() {
    Path file = folder.resolve("seed");
    Seed made = SeedFile.create(file, null, 7, new SecureRandom());
    assertThat(SeedFile.open(file, null, true).bytes()).isEqualTo(made.bytes());
    assertThatThrownBy(() -> SeedFile.open(file, null, false)).isInstanceOf(StorageException.class)
        .hasMessageContaining("--insecure-plaintext-seed");
  }

  @Test
  void secondSeedDoesNotReplaceTheFirst() {
    Path file = folder.resolve("seed");
    Seed first = SeedFile.create(file, null, 7, new SecureRandom());
    assertThatThrownBy(() -> SeedFile.create(file, null, 7, new SecureRandom())).isInstanceOf(StorageException.class);
    assertThat(SeedFile.open(file, null, true).bytes()).isEqualTo(first.bytes());
  }

  @Test
  @Tag("V67")
  void damagedFilesAreNamedAndDoNotHarm() throws Exception {
    Path file = folder.resolve("seed");
    String sealed = """
                    format=l2node-seed-argon2id-chacha20poly1305-1
                    birthday=1
                    memory_kib=2147483647
                    iterations=3
                    salt=00
                    nonce=00
                    sealed=00
                    """;
    for (String text : new String[]{"", "format=other\n", "format=l2node-seed-plaintext-1\n",
        "format=l2node-seed-plaintext-1\nbirthday=x\nentropy=00\n", sealed}) {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
      assertThatThrownBy(() -> SeedFile.open(file, PASSWORD, true)).isInstanceOf(StorageException.class);
    }
  }
}
