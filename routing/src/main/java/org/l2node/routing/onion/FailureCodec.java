package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.onion.FailureMessage.AmountBelowMinimum;
import org.l2node.routing.onion.FailureMessage.ChannelDisabled;
import org.l2node.routing.onion.FailureMessage.ExpiryTooFar;
import org.l2node.routing.onion.FailureMessage.ExpiryTooSoon;
import org.l2node.routing.onion.FailureMessage.FeeInsufficient;
import org.l2node.routing.onion.FailureMessage.FinalIncorrectCltvExpiry;
import org.l2node.routing.onion.FailureMessage.FinalIncorrectHtlcAmount;
import org.l2node.routing.onion.FailureMessage.IncorrectCltvExpiry;
import org.l2node.routing.onion.FailureMessage.IncorrectOrUnknownPaymentDetails;
import org.l2node.routing.onion.FailureMessage.InvalidOnionBlinding;
import org.l2node.routing.onion.FailureMessage.InvalidOnionHmac;
import org.l2node.routing.onion.FailureMessage.InvalidOnionKey;
import org.l2node.routing.onion.FailureMessage.InvalidOnionPayload;
import org.l2node.routing.onion.FailureMessage.InvalidOnionVersion;
import org.l2node.routing.onion.FailureMessage.MppTimeout;
import org.l2node.routing.onion.FailureMessage.PermanentChannelFailure;
import org.l2node.routing.onion.FailureMessage.PermanentNodeFailure;
import org.l2node.routing.onion.FailureMessage.RequiredChannelFeatureMissing;
import org.l2node.routing.onion.FailureMessage.RequiredNodeFeatureMissing;
import org.l2node.routing.onion.FailureMessage.TemporaryChannelFailure;
import org.l2node.routing.onion.FailureMessage.TemporaryNodeFailure;
import org.l2node.routing.onion.FailureMessage.Unknown;
import org.l2node.routing.onion.FailureMessage.UnknownNextPeer;

/** Failure messages as bytes: a u16 code and what belongs to it. */
final class FailureCodec {
  private FailureCodec() {}

  static ByteVector write(FailureMessage failure) {
    WireWriter w = new WireWriter().u16(failure.code());
    switch (failure) {
      case TemporaryNodeFailure _, PermanentNodeFailure _, RequiredNodeFeatureMissing _, PermanentChannelFailure _,
          RequiredChannelFeatureMissing _, UnknownNextPeer _, ExpiryTooFar _, MppTimeout _ -> {
        // the code says it all
      }
      case InvalidOnionVersion(ByteVector32 hash) -> w.bytes32(hash);
      case InvalidOnionHmac(ByteVector32 hash) -> w.bytes32(hash);
      case InvalidOnionKey(ByteVector32 hash) -> w.bytes32(hash);
      case InvalidOnionBlinding(ByteVector32 hash) -> w.bytes32(hash);
      case TemporaryChannelFailure(var update) -> writeUpdate(w, update);
      case AmountBelowMinimum(var amount, var update) -> writeUpdate(w.msat(amount), update);
      case FeeInsufficient(var amount, var update) -> writeUpdate(w.msat(amount), update);
      case IncorrectCltvExpiry(var expiry, var update) -> writeUpdate(w.expiry(expiry), update);
      case ExpiryTooSoon(var update) -> writeUpdate(w, update);
      case IncorrectOrUnknownPaymentDetails(var amount, var height) -> w.msat(amount).u32(height.value());
      case FinalIncorrectCltvExpiry(var expiry) -> w.expiry(expiry);
      case FinalIncorrectHtlcAmount(var amount) -> w.msat(amount);
      case ChannelDisabled(var flags, var update) -> writeUpdate(w.u16(flags), update);
      case InvalidOnionPayload(long type, int offset) -> w.bigSize(type).u16(offset);
      case Unknown(int _, ByteVector data) -> w.bytes(data);
    }
    return w.toBytes();
  }

  private static void writeUpdate(WireWriter w, @Nullable ChannelUpdate update) {
    w.bytesWithLength(update == null ? ByteVector.empty : MessageCodec.encodeToBytes(update));
  }

  static FailureMessage read(ByteVector bytes) {
    if (bytes.size() < 2) {
      return new Unknown(0, bytes);
    }
    WireReader r = new WireReader(bytes.toByteArray());
    int code = r.u16();
    try {
      return read(code, r, bytes);
    } catch (WireFormatException e) {
      // Older versions of some codes had fewer data: what the flags say still holds.
      return new Unknown(code, bytes.drop(2));
    }
  }

  private static FailureMessage read(int code, WireReader r, ByteVector bytes) {
    return switch (code) {
      case FailureMessage.NODE | 2 -> new TemporaryNodeFailure();
      case FailureMessage.PERM | FailureMessage.NODE | 2 -> new PermanentNodeFailure();
      case FailureMessage.PERM | FailureMessage.NODE | 3 -> new RequiredNodeFeatureMissing();
      case FailureMessage.INVALID_ONION_VERSION, FailureMessage.INVALID_ONION_HMAC, FailureMessage.INVALID_ONION_KEY,
          FailureMessage.INVALID_ONION_BLINDING ->
        ofMalformed(code, r.bytes32());
      case FailureMessage.UPDATE | 7 -> new TemporaryChannelFailure(readUpdate(r));
      case FailureMessage.PERM | 8 -> new PermanentChannelFailure();
      case FailureMessage.PERM | 9 -> new RequiredChannelFeatureMissing();
      case FailureMessage.PERM | 10 -> new UnknownNextPeer();
      case FailureMessage.UPDATE | 11 -> new AmountBelowMinimum(r.msat(), readUpdate(r));
      case FailureMessage.UPDATE | 12 -> new FeeInsufficient(r.msat(), readUpdate(r));
      case FailureMessage.UPDATE | 13 -> new IncorrectCltvExpiry(r.expiry(), readUpdate(r));
      case FailureMessage.UPDATE | 14 -> new ExpiryTooSoon(readUpdate(r));
      case FailureMessage.PERM | 15 -> new IncorrectOrUnknownPaymentDetails(r.msat(), readHeight(r));
      case 18 -> new FinalIncorrectCltvExpiry(r.expiry());
      case 19 -> new FinalIncorrectHtlcAmount(r.msat());
      case FailureMessage.UPDATE | 20 -> new ChannelDisabled(r.u16(), readUpdate(r));
      case 21 -> new ExpiryTooFar();
      case FailureMessage.PERM | 22 -> new InvalidOnionPayload(r.bigSize(), r.u16());
      case 23 -> new MppTimeout();
      default -> new Unknown(code, bytes.drop(2));
    };
  }

  private static BlockHeight readHeight(WireReader r) {
    long height = r.u32();
    if (height > Integer.MAX_VALUE) {
      throw new WireFormatException("not a block height: " + height);
    }
    return new BlockHeight((int) height);
  }

  /** The update may come with its message type or, from older nodes, without; one that is not readable is as good as none. */
  private static @Nullable ChannelUpdate readUpdate(WireReader r) {
    ByteVector bytes = r.bytesWithLength();
    if (bytes.isEmpty()) {
      return null;
    }
    boolean typed = bytes.size() >= 2 && bytes.get(0) == ChannelUpdate.TYPE >> 8 && bytes.get(1) == (ChannelUpdate.TYPE & 0xff);
    ByteVector message = typed ? bytes : new WireWriter().u16(ChannelUpdate.TYPE).bytes(bytes).toBytes();
    try {
      return MessageCodec.decode(message.toByteArray()) instanceof ChannelUpdate update ? update : null;
    } catch (WireFormatException e) {
      return null;
    }
  }

  static FailureMessage ofMalformed(int code, ByteVector32 onionHash) {
    return switch (code) {
      case FailureMessage.INVALID_ONION_VERSION -> new InvalidOnionVersion(onionHash);
      case FailureMessage.INVALID_ONION_HMAC -> new InvalidOnionHmac(onionHash);
      case FailureMessage.INVALID_ONION_KEY -> new InvalidOnionKey(onionHash);
      case FailureMessage.INVALID_ONION_BLINDING -> new InvalidOnionBlinding(onionHash);
      default -> new Unknown(code, onionHash);
    };
  }

  static String name(int code) {
    return switch (code & 0xfff) {
      case 2 -> (code & FailureMessage.PERM) == 0 ? "temporary_node_failure" : "permanent_node_failure";
      case 3 -> "required_node_feature_missing";
      case 4 -> "invalid_onion_version";
      case 5 -> "invalid_onion_hmac";
      case 6 -> "invalid_onion_key";
      case 7 -> "temporary_channel_failure";
      case 8 -> "permanent_channel_failure";
      case 9 -> "required_channel_feature_missing";
      case 10 -> "unknown_next_peer";
      case 11 -> "amount_below_minimum";
      case 12 -> "fee_insufficient";
      case 13 -> "incorrect_cltv_expiry";
      case 14 -> "expiry_too_soon";
      case 15 -> "incorrect_or_unknown_payment_details";
      case 18 -> "final_incorrect_cltv_expiry";
      case 19 -> "final_incorrect_htlc_amount";
      case 20 -> "channel_disabled";
      case 21 -> "expiry_too_far";
      case 22 -> "invalid_onion_payload";
      case 23 -> "mpp_timeout";
      case 24 -> "invalid_onion_blinding";
      default -> "unknown failure code " + code;
    };
  }
}
