package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CommitmentNumber;

/**
 * What this run of the process has signed and given up, kept apart from the commitments' own bookkeeping, so that a mistake in that one is
 * seen before it costs money. Not stored: nothing of it is known after a restart.
 *
 * @param revoked the highest local commitment whose secret was revealed; null: none in this run
 * @param signed the highest remote commitment that was signed; null: none in this run
 */
public record SignerMemory(@Nullable CommitmentNumber revoked, @Nullable CommitmentNumber signed) {
  public static final SignerMemory NONE = new SignerMemory(null, null);

  public SignerMemory withRevoked(CommitmentNumber number) {
    return new SignerMemory(number, signed);
  }

  public SignerMemory withSigned(CommitmentNumber number) {
    return new SignerMemory(revoked, number);
  }
}
