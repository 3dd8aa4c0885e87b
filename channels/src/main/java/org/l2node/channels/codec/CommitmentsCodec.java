package org.l2node.channels.codec;

import fr.acinq.bitcoin.ByteVector64;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.FeeUpdate;
import org.l2node.channels.channel.Htlcs;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.keys.ReceivedSecrets;
import org.l2node.channels.units.Direction;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** {@link Commitments} as bytes, without HTLCs and without what is only proposed. */
final class CommitmentsCodec {
  private CommitmentsCodec() {}

  /**
   * Whether both have the same bytes, told without making them: false where that takes more than a look.
   */
  @SuppressWarnings("ReferenceEquality")
  static boolean isAlike(Commitments a, Commitments b) {
    return a.active().equals(b.active())
        && a.localBalance().equals(b.localBalance())
        && a.remoteBalance().equals(b.remoteBalance())
        && a.localNumber().equals(b.localNumber())
        && a.remoteNumber().equals(b.remoteNumber())
        && a.remotePoint() == b.remotePoint()
        && a.remoteNextPoint() == b.remoteNextPoint()
        && Objects.equals(a.signedAfterLocal(), b.signedAfterLocal())
        && a.remoteSecrets() == b.remoteSecrets()
        && a.fees().equals(b.fees())
        && a.nextSignedHtlcId(Direction.OUTGOING).equals(b.nextSignedHtlcId(Direction.OUTGOING))
        && a.nextSignedHtlcId(Direction.INCOMING).equals(b.nextSignedHtlcId(Direction.INCOMING));
  }

  static void write(WireWriter w, Commitments c) {
    w.u16(c.active().size());
    c.active().forEach(funding -> writeFunding(w, funding));
    w.msat(c.localBalance()).msat(c.remoteBalance());
    Forms.number(w, c.localNumber());
    Forms.number(w, c.remoteNumber());
    w.point(c.remotePoint());
    Forms.optional(w, c.remoteNextPoint(), WireWriter::point);
    Forms.optional(w, c.signedAfterLocal(), Forms::number);
    WireWriter secrets = new WireWriter();
    c.remoteSecrets().write(secrets);
    Forms.bytes(w, secrets.toBytes());
    List<FeeUpdate> fees = c.signedFees();
    w.u16(fees.size());
    for (FeeUpdate fee : fees) {
      w.feerate(fee.feerate());
      Forms.optional(w, fee.addedLocal(), Forms::number);
      Forms.optional(w, fee.addedRemote(), Forms::number);
    }
    w.htlcId(c.nextSignedHtlcId(Direction.OUTGOING)).htlcId(c.nextSignedHtlcId(Direction.INCOMING));
  }

  static Commitments read(WireReader r, boolean localIsOpener, Htlcs htlcs) {
    return new Commitments(
        localIsOpener,
        list(r, CommitmentsCodec::readFunding),
        r.msat(),
        r.msat(),
        Forms.number(r),
        Forms.number(r),
        r.point(),
        Forms.optional(r, WireReader::point),
        Forms.optional(r, Forms::number),
        ReceivedSecrets.read(r.slice(r.u32())),
        list(r, CommitmentsCodec::readFee),
        r.htlcId(),
        r.htlcId(),
        htlcs);
  }

  private static void writeFunding(WireWriter w, ActiveFunding funding) {
    Forms.outPoint(w, funding.outPoint());
    w.sat(funding.capacity()).signature(funding.remoteSignatures().commitment()).u16(funding.remoteSignatures().htlcs().size());
    funding.remoteSignatures().htlcs().forEach(w::signature);
  }

  private static ActiveFunding readFunding(WireReader r) {
    var outPoint = Forms.outPoint(r);
    var capacity = r.sat();
    ByteVector64 commitment = r.signature();
    return new ActiveFunding(outPoint, capacity, new CommitmentSignatures(commitment, list(r, WireReader::signature)));
  }

  private static FeeUpdate readFee(WireReader r) {
    return new FeeUpdate(r.feerate(), Forms.optional(r, Forms::number), Forms.optional(r, Forms::number));
  }

  private static <T> List<T> list(WireReader r, Function<WireReader, T> read) {
    int count = r.u16();
    List<T> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read.apply(r));
    }
    return items;
  }
}
