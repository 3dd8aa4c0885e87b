package org.l2node.node.seed;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.MnemonicCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.l2node.node.storage.FileTrouble;
import org.l2node.node.storage.StorageException;

/**
 * The file {@code seed} in the data directory: 256 bits of entropy (24 words of BIP 39), sealed with ChaCha20-Poly1305 under a key that
 * Argon2id makes of the operator's password, or in plain text where the operator asked for that in so many words. It protects a stolen disk
 * or backup, not a running machine.
 *
 * <p>
 * A text file of lines {@code name=value}; {@code format} first, all but the ciphertext authenticated.
 */
public final class SeedFile {
  private static final String PLAIN = "l2node-seed-plaintext-1";
  private static final String SEALED = "l2node-seed-argon2id-chacha20poly1305-1";
  /** Of new files; decision 0013 says why. A file says its own. */
  private static final int MEMORY_KIB = 64 * 1024;
  private static final int ITERATIONS = 12;
  /** What the rest of the program needs while a seed is opened. */
  private static final int OTHER_MIB = 48;
  private static final HexFormat HEX = HexFormat.of();
  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

  private SeedFile() {}

  /**
   * Makes a new seed and its file.
   *
   * @param password to seal it with; null: plain text
   * @param birthdayHeight the height of the chain now, so that a restore need not look at older blocks
   * @return the seed
   * @throws StorageException if there is a file already or it cannot be written
   */
  public static Seed create(Path file, byte @Nullable [] password, int birthdayHeight, SecureRandom random) {
    byte[] entropy = new byte[32];
    random.nextBytes(entropy);
    String text = password == null ? plain(entropy, birthdayHeight) : seal(entropy, birthdayHeight, password, random);
    writeDurably(file, text);
    return seedOf(entropy, birthdayHeight);
  }

  /**
   * Opens the file.
   *
   * @param password null where the operator gave none
   * @param plaintextAllowed whether the operator asked for a seed in plain text
   * @throws StorageException if the password is wrong or missing, the file is damaged or may be read by others
   */
  public static Seed open(Path file, byte @Nullable [] password, boolean plaintextAllowed) {
    return open(file, password, plaintextAllowed, Runtime.getRuntime().maxMemory() >> 20);
  }

  /** @param heapMib what Java may use */
  static Seed open(Path file, byte @Nullable [] password, boolean plaintextAllowed, long heapMib) {
    List<String> lines;
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
          && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new StorageException("others may read " + file + ": run chmod 600 on it");
      }
      lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new StorageException("the seed " + file + " cannot be read: " + FileTrouble.text(e), e);
    }
    try {
      return switch (field(lines, "format")) {
        case PLAIN -> {
          if (!plaintextAllowed) {
            throw new StorageException("the seed " + file + " is in plain text: start with --insecure-plaintext-seed if that is meant");
          }
          yield seedOf(HEX.parseHex(field(lines, "entropy")), Integer.parseInt(field(lines, "birthday")));
        }
        case SEALED -> {
          if (password == null) {
            throw new StorageException("the seed " + file + " is sealed: name the file with its password by --password-file");
          }
          yield seedOf(unseal(lines, password, file, heapMib), Integer.parseInt(field(lines, "birthday")));
        }
        default -> throw new StorageException("the seed " + file + " is of a format that this program does not know");
      };
    } catch (IllegalArgumentException e) {
      throw new StorageException("the seed " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Seed seedOf(byte[] entropy, int birthdayHeight) {
    List<String> words = MnemonicCode.toMnemonics(entropy);
    byte[] bytes = MnemonicCode.toSeed(words, "");
    Arrays.fill(entropy, (byte) 0);
    return new Seed(new ByteVector(bytes), words, birthdayHeight);
  }

  private static String plain(byte[] entropy, int birthdayHeight) {
    return "format=" + PLAIN + "\nbirthday=" + birthdayHeight + "\nentropy=" + HEX.formatHex(entropy) + "\n";
  }

  private static String seal(byte[] entropy, int birthdayHeight, byte[] password, SecureRandom random) {
    byte[] salt = new byte[16];
    byte[] nonce = new byte[12];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    String head = "format=" + SEALED + "\nbirthday=" + birthdayHeight + "\nmemory_kib=" + MEMORY_KIB + "\niterations=" + ITERATIONS
        + "\nsalt=" + HEX.formatHex(salt) + "\nnonce=" + HEX.formatHex(nonce) + "\n";
    byte[] key = key(password, salt, MEMORY_KIB, ITERATIONS);
    return head + "sealed=" + HEX.formatHex(chacha(Cipher.ENCRYPT_MODE, key, nonce, head, entropy)) + "\n";
  }

  private static byte[] unseal(List<String> lines, byte[] password, Path file, long heapMib) {
    int memoryKib = Integer.parseInt(field(lines, "memory_kib"));
    int iterations = Integer.parseInt(field(lines, "iterations"));
    // The file is not trusted until its tag is checked: it must not be able to ask for all memory or a year.
    if (memoryKib < 8 || memoryKib > 4 * 1024 * 1024 || iterations < 1 || iterations > 100) {
      throw new IllegalArgumentException("memory_kib or iterations out of range");
    }
    if (memoryKib / 1024 > heapMib - OTHER_MIB) {
      throw new StorageException("the seed " + file + " takes " + memoryKib / 1024 + " MiB of memory to open, Java may use " + heapMib
          + " MiB: start with L2_JAVA_OPTS=-Xmx" + (memoryKib / 1024 + 2 * OTHER_MIB) + "m");
    }
    byte[] salt = HEX.parseHex(field(lines, "salt"));
    byte[] nonce = HEX.parseHex(field(lines, "nonce"));
    byte[] sealed = HEX.parseHex(field(lines, "sealed"));
    String head = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
    try {
      return chacha(Cipher.DECRYPT_MODE, key(password, salt, memoryKib, iterations), nonce, head, sealed);
    } catch (IllegalStateException e) {
      throw new StorageException("the password does not open the seed " + file + " (or the file was changed)", e);
    }
  }

  private static byte[] key(byte[] password, byte[] salt, int memoryKib, int iterations) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withSalt(salt).withMemoryAsKB(memoryKib).withIterations(iterations)
        .withParallelism(1).build());
    byte[] key = new byte[32];
    argon2.generateBytes(password, key);
    return key;
  }

  private static byte[] chacha(int mode, byte[] key, byte[] nonce, String authenticated, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
      cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
      cipher.updateAAD(authenticated.getBytes(StandardCharsets.US_ASCII));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal or unseal", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no line " + name));
  }

  private static void writeDurably(Path file, String text) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      if (Files.exists(file)) {
        throw new StorageException("there is a seed already: " + file);
      }
      Files.deleteIfExists(temporary);
      boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      if (posix) {
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createFile(temporary);
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.write(StandardCharsets.US_ASCII.encode(text));
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      if (posix) {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
          folder.force(true);
        }
      }
    } catch (IOException e) {
      throw new StorageException("the seed " + file + " cannot be written: " + FileTrouble.text(e), e);
    }
  }
}
