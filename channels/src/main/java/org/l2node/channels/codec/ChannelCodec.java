package org.l2node.channels.codec;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.HtlcMark;
import org.l2node.channels.channel.Htlcs;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * What the store keeps of a channel, to and from bytes. Each form starts with its version. What is volatile is not in them: two states that
 * differ in proposals alone have the same bytes.
 */
public final class ChannelCodec {
  /** The version of all forms that this program writes; it reads all versions up to it. */
  static final int VERSION = 3;

  private ChannelCodec() {}

  /**
   * An HTLC as the store gives it back.
   *
   * @param htlc what never changes of it
   * @param mark the latest of its marks
   */
  public record StoredHtlc(ByteVector htlc, ByteVector mark) {}

  /** What never changes. */
  public static ByteVector encodeFixed(ChannelParams params) {
    WireWriter w = new WireWriter().u8(VERSION);
    ParamsCodec.write(w, params);
    return w.toBytes();
  }

  /**
   * What changes with each round, without the HTLCs.
   *
   * @throws IllegalArgumentException if it is a state that is never stored
   */
  public static ByteVector encodeState(ChannelState state) {
    WireWriter w = new WireWriter().u8(VERSION);
    StateCodec.write(w, state);
    return w.toBytes();
  }

  /**
   * Whether {@link #encodeState} makes the same of both, told without making it; false where that takes more than a look. HTLCs are not
   * part of it.
   */
  @SuppressWarnings("ReferenceEquality")
  public static boolean isEncodedAlike(ChannelState one, ChannelState other) {
    return one == other
        || (one instanceof ChannelState.Normal(ChannelData a) && other instanceof ChannelState.Normal(ChannelData b)
            && a.params() == b.params()
            && a.fundingStatus() == b.fundingStatus()
            && a.remoteAlias() == b.remoteAlias()
            && a.remoteAnnouncement() == b.remoteAnnouncement()
            && CommitmentsCodec.isAlike(a.commitments(), b.commitments()));
  }

  /** What never changes of an HTLC. */
  public static ByteVector encodeHtlc(ChannelHtlc htlc) {
    WireWriter w = new WireWriter().u8(VERSION);
    HtlcCodec.write(w, htlc);
    return w.toBytes();
  }

  /** Where an HTLC stands. */
  public static ByteVector encodeMark(HtlcMark mark) {
    WireWriter w = new WireWriter().u8(VERSION);
    HtlcCodec.writeMark(w, mark);
    return w.toBytes();
  }

  /**
   * The channel that the store holds, as it is after a restart: {@link ChannelState.Offline} where it can go on.
   *
   * @throws WireFormatException if the bytes are none that {@link #encodeFixed}, {@link #encodeState}, {@link #encodeHtlc} and
   *   {@link #encodeMark} of this or an older version wrote
   */
  public static ChannelState restore(ByteVector fixed, ByteVector state, List<StoredHtlc> htlcs) {
    try {
      WireReader f = versioned(fixed, "fixed part");
      ChannelParams params = ParamsCodec.read(f, version(fixed));
      f.expectEnd();
      List<ChannelHtlc> restored = new ArrayList<>();
      for (StoredHtlc stored : htlcs) {
        restored.add(restoreHtlc(params, stored));
      }
      WireReader s = versioned(state, "state");
      ChannelState result = StateCodec.read(s, params, Htlcs.of(restored));
      s.expectEnd();
      if (result instanceof ChannelState.WithData withData) {
        checkSums(withData);
      }
      return result;
    } catch (IllegalArgumentException e) {
      // Values that no writer could have written, found by the types they would have to fit.
      throw new WireFormatException("not a stored channel: " + e.getMessage());
    }
  }

  /** Whatever else a damaged disk has changed, a channel whose money does not add up must not go on. */
  private static void checkSums(ChannelState.WithData state) {
    Commitments c = state.data().commitments();
    MilliSatoshi capacity = state.data().params().capacity().toMilliSatoshi();
    boolean isTooMuch = capacity.isLessThan(Liquidity.localBalance(c).plus(Liquidity.remoteBalance(c)));
    if (isTooMuch || state instanceof ChannelState.Offline && !c.localSpec(c.localNumber()).total().equals(capacity)) {
      throw new WireFormatException("the balances and HTLCs of the stored channel " + state.data().channelId() + " do not add up");
    }
  }

  private static ChannelHtlc restoreHtlc(ChannelParams params, StoredHtlc stored) {
    WireReader h = versioned(stored.htlc(), "HTLC");
    ChannelHtlc htlc = HtlcCodec.read(h, params.channelId());
    h.expectEnd();
    WireReader m = versioned(stored.mark(), "HTLC mark");
    HtlcMark mark = HtlcCodec.readMark(m);
    m.expectEnd();
    return htlc.withMark(mark);
  }

  private static int version(ByteVector bytes) {
    return bytes.get(0);
  }

  private static WireReader versioned(ByteVector bytes, String what) {
    WireReader r = new WireReader(bytes.toByteArray());
    int version = r.u8();
    if (version < 1 || version > VERSION) {
      throw new WireFormatException(what + " has version " + version + ", this program knows up to " + VERSION);
    }
    return r;
  }
}
