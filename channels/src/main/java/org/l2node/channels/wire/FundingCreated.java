package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.TxId;
import org.l2node.channels.units.TemporaryChannelId;

/**
 * BOLT 2, funding_created: the opener names the funding output and signs the accepter's first commitment.
 *
 * @param temporaryChannelId as in open_channel
 * @param fundingTxId the funding transaction
 * @param fundingOutputIndex its output
 * @param signature for the accepter's commitment 0
 */
public record FundingCreated(
    TemporaryChannelId temporaryChannelId,
    TxId fundingTxId,
    int fundingOutputIndex,
    ByteVector64 signature)
    implements
      OpeningMessage {
  public static final int TYPE = 34;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.temporaryChannelId(temporaryChannelId).txId(fundingTxId).u16(fundingOutputIndex).signature(signature);
  }

  static FundingCreated read(WireReader r) {
    return new FundingCreated(r.temporaryChannelId(), r.txId(), r.u16(), r.signature());
  }
}
