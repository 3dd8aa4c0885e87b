package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.ChannelUpdate;

/**
 * Why a hop did not take an HTLC (BOLT 4, Failure Messages). A {@code channelUpdate} is what the hop says its terms are; it may be left
 * out, must not enter the public graph, and must not be shown to others.
 */
public sealed interface FailureMessage {
  int BADONION = 0x8000;
  int PERM = 0x4000;
  int NODE = 0x2000;
  int UPDATE = 0x1000;

  int INVALID_ONION_VERSION = BADONION | PERM | 4;
  int INVALID_ONION_HMAC = BADONION | PERM | 5;
  int INVALID_ONION_KEY = BADONION | PERM | 6;
  int INVALID_ONION_BLINDING = BADONION | PERM | 24;

  /** The failure_code, flags included. */
  int code();

  /** Whether the sender of the HTLC could not make an onion that the hop can read. */
  default boolean isBadOnion() {
    return (code() & BADONION) != 0;
  }

  /** Whether trying again as before is pointless. */
  default boolean isPermanent() {
    return (code() & PERM) != 0;
  }

  /** Whether it is about the whole node, not one of its channels. */
  default boolean isNodeFailure() {
    return (code() & NODE) != 0;
  }

  /** Whether the HTLC broke the terms of a channel. */
  default boolean isUpdate() {
    return (code() & UPDATE) != 0;
  }

  /** Code and name, for people. */
  default String text() {
    return FailureCodec.name(code());
  }

  /** As the erring node encrypts it. */
  default ByteVector write() {
    return FailureCodec.write(this);
  }

  /**
   * Reads what an erring node sent; a code that is not known or data that do not fit it become {@link Unknown}, bytes left over are
   * ignored.
   */
  static FailureMessage read(ByteVector bytes) {
    return FailureCodec.read(bytes);
  }

  /** What update_fail_malformed_htlc says, as the message that goes on towards the origin node (BOLT 2). */
  static FailureMessage ofMalformed(int failureCode, ByteVector32 onionHash) {
    return FailureCodec.ofMalformed(failureCode, onionHash);
  }

  record TemporaryNodeFailure() implements FailureMessage {
    @Override
    public int code() {
      return NODE | 2;
    }
  }

  record PermanentNodeFailure() implements FailureMessage {
    @Override
    public int code() {
      return PERM | NODE | 2;
    }
  }

  record RequiredNodeFeatureMissing() implements FailureMessage {
    @Override
    public int code() {
      return PERM | NODE | 3;
    }
  }

  record InvalidOnionVersion(ByteVector32 onionHash) implements FailureMessage {
    @Override
    public int code() {
      return INVALID_ONION_VERSION;
    }
  }

  record InvalidOnionHmac(ByteVector32 onionHash) implements FailureMessage {
    @Override
    public int code() {
      return INVALID_ONION_HMAC;
    }
  }

  record InvalidOnionKey(ByteVector32 onionHash) implements FailureMessage {
    @Override
    public int code() {
      return INVALID_ONION_KEY;
    }
  }

  record TemporaryChannelFailure(@Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 7;
    }
  }

  record PermanentChannelFailure() implements FailureMessage {
    @Override
    public int code() {
      return PERM | 8;
    }
  }

  record RequiredChannelFeatureMissing() implements FailureMessage {
    @Override
    public int code() {
      return PERM | 9;
    }
  }

  record UnknownNextPeer() implements FailureMessage {
    @Override
    public int code() {
      return PERM | 10;
    }
  }

  /** @param amount of the outgoing HTLC */
  record AmountBelowMinimum(MilliSatoshi amount, @Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 11;
    }
  }

  /** @param amount of the incoming HTLC */
  record FeeInsufficient(MilliSatoshi amount, @Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 12;
    }
  }

  /** @param cltvExpiry of the outgoing HTLC */
  record IncorrectCltvExpiry(CltvExpiry cltvExpiry, @Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 13;
    }
  }

  record ExpiryTooSoon(@Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 14;
    }
  }

  /**
   * @param amount of the HTLC
   * @param height of the chain as the final node knows it
   */
  record IncorrectOrUnknownPaymentDetails(MilliSatoshi amount, BlockHeight height) implements FailureMessage {
    @Override
    public int code() {
      return PERM | 15;
    }
  }

  /** @param cltvExpiry of the HTLC */
  record FinalIncorrectCltvExpiry(CltvExpiry cltvExpiry) implements FailureMessage {
    @Override
    public int code() {
      return 18;
    }
  }

  /** @param amount of the HTLC */
  record FinalIncorrectHtlcAmount(MilliSatoshi amount) implements FailureMessage {
    @Override
    public int code() {
      return 19;
    }
  }

  /** @param disabledFlags none are defined: 0 */
  record ChannelDisabled(int disabledFlags, @Nullable ChannelUpdate channelUpdate) implements FailureMessage {
    @Override
    public int code() {
      return UPDATE | 20;
    }
  }

  record ExpiryTooFar() implements FailureMessage {
    @Override
    public int code() {
      return 21;
    }
  }

  /**
   * @param type the TLV type at fault, unsigned; 0 where none is
   * @param offset where its record starts in the payload
   */
  record InvalidOnionPayload(long type, int offset) implements FailureMessage {
    @Override
    public int code() {
      return PERM | 22;
    }
  }

  record MppTimeout() implements FailureMessage {
    @Override
    public int code() {
      return 23;
    }
  }

  record InvalidOnionBlinding(ByteVector32 onionHash) implements FailureMessage {
    @Override
    public int code() {
      return INVALID_ONION_BLINDING;
    }
  }

  /**
   * A code that this node has no word for, or data that do not fit their code.
   *
   * @param data all that follows the code
   */
  record Unknown(int code, ByteVector data) implements FailureMessage {}
}
