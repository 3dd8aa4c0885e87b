package org.l2node.node.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.MnemonicCode;
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

  /** Made before new seeds took less memory; the words are those of 32 bytes of 0x07. */
  @Test
  void seedOfEarlierParametersStillOpens() throws Exception {
    Path file = folder.resolve("seed");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, """
                            format=l2node-seed-argon2id-chacha20poly1305-1
                            birthday=144
                            memory_kib=262144
                            iterations=3
                            salt=01010101010101010101010101010101
                            nonce=020202020202020202020202
                            sealed=7446ce44f09768b6396bb25911d77c1aea1d4ef29fb90bd34c50c95cefc845566516b8543c4ce9e248c55291547c1703
                            """);
    Seed opened = SeedFile.open(file, PASSWORD, false);
    assertThat(opened.birthdayHeight()).isEqualTo(144);
    assertThat(opened.words()).isEqualTo(MnemonicCode.toMnemonics(new ByteVector("07".repeat(32)).toByteArray()));
  }

  @Test
  void moreMemoryThanThereIsIsRefused() {
    Path file = folder.resolve("seed");
    SeedFile.create(file, PASSWORD, 144, new SecureRandom());
    assertThatThrownBy(() -> SeedFile.open(file, PASSWORD, false, 96)).isInstanceOf(StorageException.class)
        .hasMessageContaining("takes 64 MiB").hasMessageContaining("-Xmx");
    assertThat(SeedFile.open(file, PASSWORD, false, 128).birthdayHeight()).isEqualTo(144);
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
