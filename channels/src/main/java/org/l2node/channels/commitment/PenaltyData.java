package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.TxId;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * What is kept of a commitment of the peer to punish it with, should it be revoked and published nonetheless. With the revocation secret
 * and what never changes in a channel it rebuilds the whole transaction. Written once per remote commitment, so it is small: 55 bytes and
 * 53 for each HTLC output.
 *
 * @param commitmentTxId the transaction
 * @param feerate of the commitment
 * @param toLocal this node's balance in it
 * @param toRemote the peer's balance in it
 * @param htlcs the HTLCs that have an output in it
 */
public record PenaltyData(TxId commitmentTxId, FeeratePerKw feerate, MilliSatoshi toLocal, MilliSatoshi toRemote, List<Htlc> htlcs) {
  private static final int VERSION = 1;
  private static final int INCOMING = 0;
  private static final int OUTGOING = 1;

  public PenaltyData {
    htlcs = List.copyOf(htlcs);
  }

  /** @param spec what {@code commitment} was built from */
  public static PenaltyData of(CommitmentTx commitment, CommitmentSpec spec) {
    return new PenaltyData(
        commitment.txId(), spec.feerate(), spec.toLocal(), spec.toRemote(), commitment.htlcTxs().stream().map(HtlcTx::htlc).toList());
  }

  /**
   * The peer's commitment again, with its scripts.
   *
   * @param keys by the per-commitment point that the revocation secret gives
   */
  public CommitmentTx rebuild(Funding funding, CommitmentParameters parameters, CommitmentNumber number, CommitmentKeys keys) {
    // Trimmed HTLCs are not kept: they only made the fee larger.
    return CommitmentTx.buildAnyTotal(funding, parameters, Side.REMOTE, number, keys,
        new CommitmentSpec(feerate, toLocal, toRemote, htlcs));
  }

  /** The bytes to store. */
  public ByteVector encode() {
    WireWriter w = new WireWriter();
    w.u8(VERSION).txId(commitmentTxId).feerate(feerate).msat(toLocal).msat(toRemote).u16(htlcs.size());
    for (Htlc htlc : htlcs) {
      w.u8(htlc.direction() == Direction.INCOMING ? INCOMING : OUTGOING)
          .htlcId(htlc.id())
          .msat(htlc.amount())
          .paymentHash(htlc.paymentHash())
          .expiry(htlc.cltvExpiry());
    }
    return w.toBytes();
  }

  /** @throws WireFormatException if the bytes are not what {@link #encode} gave */
  public static PenaltyData decode(ByteVector bytes) {
    WireReader r = new WireReader(bytes.toByteArray());
    int version = r.u8();
    if (version != VERSION) {
      throw new WireFormatException("penalty data of version " + version);
    }
    TxId txId = r.txId();
    FeeratePerKw feerate = r.feerate();
    MilliSatoshi toLocal = r.msat();
    MilliSatoshi toRemote = r.msat();
    int count = r.u16();
    List<Htlc> htlcs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      htlcs.add(new Htlc(direction(r.u8()), r.htlcId(), r.msat(), r.paymentHash(), r.expiry()));
    }
    r.expectEnd();
    return new PenaltyData(txId, feerate, toLocal, toRemote, htlcs);
  }

  private static Direction direction(int code) {
    return switch (code) {
      case INCOMING -> Direction.INCOMING;
      case OUTGOING -> Direction.OUTGOING;
      default -> throw new WireFormatException("not a direction: " + code);
    };
  }
}
