package org.l2node.api;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;
import java.time.Instant;
import java.util.List;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.ChannelStatus;
import org.l2node.api.service.DecodedInvoice;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.InvoiceStatus;
import org.l2node.api.service.NodeBalances;
import org.l2node.api.service.NodeInfo;
import org.l2node.api.service.PaymentFailure;
import org.l2node.api.service.PaymentId;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.PeerInfo;
import org.l2node.api.service.RouteHintHop;
import org.l2node.api.service.SweepInfo;
import org.l2node.api.service.WalletBalance;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;

/** One of everything that the API shows. */
public final class Samples {
  public static final NodeId ALICE = NodeId.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  public static final NodeId BOB = NodeId.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");
  public static final PaymentPreimage PREIMAGE = new PaymentPreimage(ByteVector32.fromValidHex("11".repeat(32)));
  public static final Instant TIME = Instant.parse("2026-11-23T18:00:00.123456Z");

  private Samples() {}

  public static NodeInfo info() {
    return new NodeInfo(ALICE, "alice", "regtest", "0.1.0", new BlockHeight(120), true, List.of(ALICE + "@127.0.0.1:9735"), 2, 1);
  }

  public static NodeBalances balances() {
    return new NodeBalances(new WalletBalance(Satoshi.sat(1), Satoshi.sat(2), Satoshi.sat(8), Satoshi.sat(9)), MilliSatoshi.msat(3),
        MilliSatoshi.msat(4),
        MilliSatoshi.msat(5),
        MilliSatoshi.msat(6), Satoshi.sat(7));
  }

  public static SweepInfo sweep() {
    return new SweepInfo(ChannelId.fromHex("22".repeat(32)), new OutPoint(new TxId(ByteVector32.fromValidHex("33".repeat(32))), 2),
        "to_local",
        Satoshi.sat(1_000), "confirmation", "a block", new BlockHeight(130), new BlockHeight(150), 30, Satoshi.sat(500),
        new TxId(ByteVector32.fromValidHex("44".repeat(32))), Satoshi.sat(200), new FeeratePerKw(300), 1);
  }

  public static PeerInfo peer() {
    return new PeerInfo(BOB, new PeerAddress("::1", 9735), true, false, 3);
  }

  public static ChannelInfo channel() {
    return new ChannelInfo(ChannelId.fromHex("22".repeat(32)), BOB, ChannelStatus.SHUTTING_DOWN, "waits for HTLCs", Satoshi.sat(1_000_000),
        MilliSatoshi.msat(600_000_001), MilliSatoshi.msat(399_999_999), Satoshi.sat(10_000), true, ShortChannelId.of(103, 1, 0),
        ShortChannelId.of(1, 2, 3), ShortChannelId.of(4, 5, 6),
        new TxId(ByteVector32.fromValidHex("33".repeat(32))), null);
  }

  public static InvoiceInfo invoice() {
    return new InvoiceInfo(PREIMAGE.hash(), "lnbcrt1example", InvoiceStatus.PAID, null, MilliSatoshi.msat(25), "coffee", PREIMAGE, TIME,
        TIME.plusSeconds(3600),
        TIME.plusSeconds(5));
  }

  public static PaymentInfo payment(PaymentStatus status) {
    boolean succeeded = status == PaymentStatus.SUCCEEDED;
    boolean failed = status == PaymentStatus.FAILED;
    return new PaymentInfo(new PaymentId(17), PREIMAGE.hash(), status, BOB, MilliSatoshi.msat(2_100_000_000_000_000_000L),
        MilliSatoshi.msat(1_025),
        succeeded ? PREIMAGE : null, failed ? new PaymentFailure(PaymentFailure.Code.NO_ROUTE, "No path.") : null, TIME,
        status == PaymentStatus.PENDING ? null : TIME.plusSeconds(1));
  }

  public static DecodedInvoice decoded() {
    return new DecodedInvoice("regtest", PREIMAGE.hash(), BOB, null, null, ByteVector32.fromValidHex("44".repeat(32)), TIME,
        TIME.plusSeconds(60), true,
        new CltvExpiryDelta(18), ByteVector.fromHex("4100"), List.of("bcrt1q"),
        List.of(List.of(new RouteHintHop(BOB, ShortChannelId.of(1, 2, 3), MilliSatoshi.msat(9), 100, new CltvExpiryDelta(40)))));
  }
}
