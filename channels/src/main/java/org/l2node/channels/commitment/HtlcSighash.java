package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.TxHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * What the countersignatory signs of the HTLC transactions of one commitment (BIP 143, SIGHASH_SINGLE|SIGHASH_ANYONECANPAY). There may be
 * hundreds of them in a round, all alike but for their script, amount, output index and lock time: one buffer and one digest serve them
 * all. A test holds it against the library's general method.
 */
final class HtlcSighash {
  private static final int MAX_SCRIPT = 160;

  private final MessageDigest sha256;
  private final byte[] hash = new byte[32];
  /** version, no hash of prevouts, no hash of sequences, txid; the rest varies. */
  private final ByteBuffer preimage = ByteBuffer.allocate(4 + 32 + 32 + 36 + 1 + MAX_SCRIPT + 8 + 4 + 32 + 4 + 4)
      .order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer output = ByteBuffer.allocate(8 + 1 + 34).order(ByteOrder.LITTLE_ENDIAN);

  HtlcSighash(TxHash commitment, ByteVector outputScript) {
    sha256 = Sighash.sha256();
    preimage.putInt(2).position(4 + 32 + 32);
    preimage.put(commitment.value.toByteArray()).mark();
    output.putLong(0).put((byte) outputScript.size()).put(outputScript.toByteArray());
  }

  /** The hash to sign; overwritten by the next call. */
  byte[] of(HtlcTx htlc) {
    output.putLong(0, htlc.amount().sat());
    doubleHash(output.array(), output.capacity());
    byte[] script = htlc.witnessScriptBytes();
    preimage.reset();
    preimage.putInt(htlc.outputIndex())
        .put((byte) script.length)
        .put(script)
        .putLong(htlc.amount().sat())
        .putInt(1)
        .put(hash)
        .putInt((int) htlc.lockTime())
        .putInt(HtlcTx.REMOTE_SIGHASH);
    doubleHash(preimage.array(), preimage.position());
    return hash;
  }

  private void doubleHash(byte[] bytes, int length) {
    try {
      sha256.update(bytes, 0, length);
      sha256.digest(hash, 0, hash.length);
      sha256.update(hash);
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are enough for a SHA-256", e);
    }
  }
}
