package org.l2node.api.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that lets a client do everything: 256 random bits as 64 hexadecimal digits, in the file {@code admin.token} (mode 0600) of the
 * data directory. Its text is never in {@link #toString}.
 */
public final class AdminToken {
  public static final String FILE_NAME = "admin.token";

  private static final int BYTES = 32;
  private static final int DIGITS = 2 * BYTES;
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final String text;

  private AdminToken(String text) {
    this.text = text;
  }

  /** @throws IllegalArgumentException if {@code text} is not 64 lower-case hexadecimal digits */
  public static AdminToken of(String text) {
    if (text.length() != DIGITS || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IllegalArgumentException("not a token: it must be " + DIGITS + " lower-case hexadecimal digits");
    }
    return new AdminToken(text);
  }

  /** A new token of 256 bits from {@code random}. */
  public static AdminToken generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new AdminToken(HexFormat.of().formatHex(bytes));
  }

  /**
   * Reads the token of a data directory; makes one, durably, where there is none.
   *
   * @throws IOException if the file cannot be read or written, can be read by others than its owner, or holds no token; the text says what
   *   to do
   */
  public static AdminToken readOrCreate(Path dataDirectory, SecureRandom random) throws IOException {
    try {
      return read(dataDirectory);
    } catch (NoSuchFileException e) {
      AdminToken token = generate(random);
      token.write(dataDirectory);
      return token;
    }
  }

  /**
   * Reads the token of a data directory.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if the file cannot be read, can be read by others than its owner, or holds no token
   */
  public static AdminToken read(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE_NAME);
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    refuseOpenToOthers(file);
    try {
      return of(text);
    } catch (IllegalArgumentException e) {
      throw new FileSystemException(file.toString(), null, "holds no token; delete it and start the node again to get a new one");
    }
  }

  private static void refuseOpenToOthers(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      throw new FileSystemException(file.toString(), null, "can be read by other users; run: chmod 600 " + file);
    }
  }

  private void write(Path dataDirectory) throws IOException {
    Path temporary = dataDirectory.resolve(FILE_NAME + ".new");
    Files.deleteIfExists(temporary);
    boolean posix = Files.getFileAttributeView(dataDirectory, PosixFileAttributeView.class) != null;
    try (FileChannel channel = posix
        ? FileChannel.open(temporary, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))
        : FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, dataDirectory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The secret itself, for the {@code Authorization} header only. */
  public String secretText() {
    return text;
  }

  @Override
  public String toString() {
    return "admin token ***";
  }
}
