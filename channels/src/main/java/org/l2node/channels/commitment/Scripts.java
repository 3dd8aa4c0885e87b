package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Script;
import java.util.Arrays;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.PaymentHash;

/** The scripts of BOLT 3 with option_anchors, as bytes: commitments of hundreds of HTLCs are built on the hot path. */
final class Scripts {
  private static final int OP_0 = 0x00;
  private static final int OP_1 = 0x51;
  private static final int OP_2 = 0x52;
  private static final int OP_16 = 0x60;
  private static final int OP_IF = 0x63;
  private static final int OP_NOTIF = 0x64;
  private static final int OP_ELSE = 0x67;
  private static final int OP_ENDIF = 0x68;
  private static final int OP_IFDUP = 0x73;
  private static final int OP_DROP = 0x75;
  private static final int OP_DUP = 0x76;
  private static final int OP_SWAP = 0x7c;
  private static final int OP_SIZE = 0x82;
  private static final int OP_EQUAL = 0x87;
  private static final int OP_EQUALVERIFY = 0x88;
  private static final int OP_HASH160 = 0xa9;
  private static final int OP_CHECKSIG = 0xac;
  private static final int OP_CHECKSIGVERIFY = 0xad;
  private static final int OP_CHECKMULTISIG = 0xae;
  private static final int OP_CHECKLOCKTIMEVERIFY = 0xb1;
  private static final int OP_CHECKSEQUENCEVERIFY = 0xb2;

  private Scripts() {}

  /** Funding Transaction Output: both keys, the lesser first. */
  static byte[] funding(PublicKey one, PublicKey other) {
    boolean oneFirst = isLess(one, other);
    return new Bytes(71).op(OP_2).push(oneFirst ? one : other).push(oneFirst ? other : one).op(OP_2).op(OP_CHECKMULTISIG).toArray();
  }

  static boolean isLess(PublicKey one, PublicKey other) {
    return Arrays.compareUnsigned(one.value.toByteArray(), other.value.toByteArray()) < 0;
  }

  /**
   * to_local, and the output of both HTLC transactions: the broadcaster after its delay, the countersignatory at once with the revocation
   * key.
   */
  static byte[] delayed(CommitmentKeys keys, ToSelfDelay delay) {
    return new Bytes(80)
        .op(OP_IF)
        .push(keys.revocationPubkey())
        .op(OP_ELSE)
        .number(delay.blocks())
        .op(OP_CHECKSEQUENCEVERIFY)
        .op(OP_DROP)
        .push(keys.broadcasterDelayedPubkey())
        .op(OP_ENDIF)
        .op(OP_CHECKSIG)
        .toArray();
  }

  /** to_remote: the countersignatory after one block. */
  static byte[] toRemote(PublicKey countersignatoryPaymentPubkey) {
    return new Bytes(37).push(countersignatoryPaymentPubkey).op(OP_CHECKSIGVERIFY).op(OP_1).op(OP_CHECKSEQUENCEVERIFY).toArray();
  }

  /** An anchor: its owner at once, anyone after 16 blocks. */
  static byte[] anchor(PublicKey fundingPubkey) {
    return new Bytes(40).push(fundingPubkey).op(OP_CHECKSIG).op(OP_IFDUP).op(OP_NOTIF).op(OP_16).op(OP_CHECKSEQUENCEVERIFY).op(OP_ENDIF)
        .toArray();
  }

  /** Offered HTLC Outputs: the countersignatory with the preimage, the broadcaster by its HTLC-timeout transaction. */
  static byte[] offeredHtlc(CommitmentKeys keys, byte[] revocationHash, PaymentHash paymentHash) {
    return htlcHead(keys, revocationHash)
        .op(OP_NOTIF)
        .op(OP_DROP)
        .op(OP_2)
        .op(OP_SWAP)
        .push(keys.broadcasterHtlcPubkey())
        .op(OP_2)
        .op(OP_CHECKMULTISIG)
        .op(OP_ELSE)
        .op(OP_HASH160)
        .push(Crypto.ripemd160(paymentHash.value()))
        .op(OP_EQUALVERIFY)
        .op(OP_CHECKSIG)
        .op(OP_ENDIF)
        .op(OP_1)
        .op(OP_CHECKSEQUENCEVERIFY)
        .op(OP_DROP)
        .op(OP_ENDIF)
        .toArray();
  }

  /** Received HTLC Outputs: the countersignatory after the expiry, the broadcaster with the preimage by its HTLC-success transaction. */
  static byte[] receivedHtlc(CommitmentKeys keys, byte[] revocationHash, PaymentHash paymentHash, CltvExpiry expiry) {
    return htlcHead(keys, revocationHash)
        .op(OP_IF)
        .op(OP_HASH160)
        .push(Crypto.ripemd160(paymentHash.value()))
        .op(OP_EQUALVERIFY)
        .op(OP_2)
        .op(OP_SWAP)
        .push(keys.broadcasterHtlcPubkey())
        .op(OP_2)
        .op(OP_CHECKMULTISIG)
        .op(OP_ELSE)
        .op(OP_DROP)
        .number(expiry.value())
        .op(OP_CHECKLOCKTIMEVERIFY)
        .op(OP_DROP)
        .op(OP_CHECKSIG)
        .op(OP_ENDIF)
        .op(OP_1)
        .op(OP_CHECKSEQUENCEVERIFY)
        .op(OP_DROP)
        .op(OP_ENDIF)
        .toArray();
  }

  /** What both HTLC scripts start with: the revocation key at once; else look at the length of what is shown. */
  private static Bytes htlcHead(CommitmentKeys keys, byte[] revocationHash) {
    return new Bytes(144)
        .op(OP_DUP)
        .op(OP_HASH160)
        .push(revocationHash)
        .op(OP_EQUAL)
        .op(OP_IF)
        .op(OP_CHECKSIG)
        .op(OP_ELSE)
        .push(keys.countersignatoryHtlcPubkey())
        .op(OP_SWAP)
        .op(OP_SIZE)
        .number(32)
        .op(OP_EQUAL);
  }

  static byte[] payToWitnessScriptHash(byte[] witnessScript) {
    return new Bytes(34).op(OP_0).push(Crypto.sha256(witnessScript)).toArray();
  }

  /** A script under construction. */
  private static final class Bytes {
    private final byte[] bytes;
    private int size;

    Bytes(int most) {
      bytes = new byte[most];
    }

    Bytes op(int code) {
      bytes[size++] = (byte) code;
      return this;
    }

    /** At most 75 bytes, pushed by their length. */
    Bytes push(byte[] data) {
      bytes[size++] = (byte) data.length;
      System.arraycopy(data, 0, bytes, size, data.length);
      size += data.length;
      return this;
    }

    Bytes push(PublicKey key) {
      return push(key.value.toByteArray());
    }

    /** The shortest push of a number >= 0, as the network's minimal-data rule wants it. */
    Bytes number(long value) {
      if (value == 0) {
        return op(OP_0);
      } else if (value <= 16) {
        return op(OP_1 - 1 + (int) value);
      }
      ByteVector encoded = Script.encodeNumber(value);
      return push(encoded.toByteArray());
    }

    byte[] toArray() {
      return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
  }
}
