package org.l2node.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Tells a valid token from any other, in a time that does not depend on how much of it is right. Keeps only its hash. */
public final class TokenCheck {
  private static final String SCHEME = "Bearer ";
  private static final int MAX_HEADER = 512;

  private final byte[] expectedHash;

  public TokenCheck(AdminToken token) {
    this.expectedHash = sha256(token.secretText());
  }

  /** What an {@code Authorization} header is worth. */
  public enum Result {
    VALID,
    /** There is none, or not one of the form {@code Bearer TOKEN}. */
    MISSING,
    WRONG
  }

  /** @param header the {@code Authorization} header; null where there is none */
  public Result check(@Nullable String header) {
    if (header == null || header.length() > MAX_HEADER || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Result.MISSING;
    }
    // Both sides have the length of a hash, and isEqual looks at every byte: nothing about the token can be learnt from the time.
    return MessageDigest.isEqual(expectedHash, sha256(header.substring(SCHEME.length()).strip())) ? Result.VALID : Result.WRONG;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
