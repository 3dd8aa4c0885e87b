package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.TxId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.units.UInt64;

/** Messages with random content, the same ones for the same seed. */
final class RandomMessages {
  private final Random random;

  RandomMessages(long seed) {
    this.random = new Random(seed);
  }

  /** One message of every type that this node knows. */
  List<Message> oneOfEach() {
    List<Message> all = new ArrayList<>(setup());
    all.addAll(opening());
    all.addAll(established());
    all.addAll(gossip());
    return all;
  }

  private List<Message> setup() {
    return List.of(
        new Warning(channelId(), upTo(200)),
        new ErrorMessage(channelId(), upTo(200)),
        new Init(new Features(upTo(3)), new Features(upTo(20)), tlvs(new Tlv(1, bytes(32 * random.nextInt(4))), new Tlv(3, upTo(20)))),
        new Ping(random.nextInt(65536), upTo(300)),
        new Pong(upTo(300)),
        new PeerStorage(upTo(300)),
        new PeerStorageRetrieval(upTo(300)));
  }

  private List<Message> opening() {
    return List.of(
        new OpenChannel(bytes32(), new TemporaryChannelId(bytes32()), sat(), msat(), sat(), u64(), sat(), msat(), new FeeratePerKw(u32()),
            u16(), u16(),
            point(), point(), point(), point(), point(), point(), random.nextInt(256), tlvs(new Tlv(0, upTo(34)), new Tlv(1, upTo(4)))),
        new AcceptChannel(new TemporaryChannelId(bytes32()), sat(), u64(), sat(), msat(), u32(), u16(), u16(), point(), point(), point(),
            point(),
            point(), point(), tlvs(new Tlv(0, upTo(34)), new Tlv(1, upTo(4)))),
        new FundingCreated(new TemporaryChannelId(bytes32()), new TxId(bytes32()), u16(), signature()),
        new FundingSigned(channelId(), signature()),
        new ChannelReady(channelId(), point(), tlvs(new Tlv(1, bytes(8)))),
        new Shutdown(channelId(), upTo(34), tlvs()),
        new ClosingSigned(channelId(), sat(), signature(), tlvs(new Tlv(1, new WireWriter().sat(sat()).sat(sat()).toBytes()))),
        new ClosingComplete(channelId(), upTo(34), upTo(34), sat(), u32(), tlvs(new Tlv(1, bytes(64)), new Tlv(2, bytes(64)),
            new Tlv(3, bytes(64)))),
        new ClosingSig(channelId(), upTo(34), upTo(34), sat(), u32(), tlvs(new Tlv(2, bytes(64)))));
  }

  private List<Message> established() {
    List<ByteVector64> signatures = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      signatures.add(signature());
    }
    return List.of(
        new UpdateAddHtlc(channelId(), htlcId(), msat(), new PaymentHash(bytes32()), new CltvExpiry(u32()),
            bytes(UpdateAddHtlc.ONION_LENGTH),
            tlvs(new Tlv(0, point().value))),
        new UpdateFulfillHtlc(channelId(), htlcId(), new PaymentPreimage(bytes32()), tlvs()),
        new UpdateFailHtlc(channelId(), htlcId(), upTo(400), tlvs()),
        new UpdateFailMalformedHtlc(channelId(), htlcId(), bytes32(), u16()),
        new UpdateFee(channelId(), new FeeratePerKw(u32())),
        new CommitmentSigned(channelId(), signature(), signatures, tlvs(new Tlv(1, bytes32()))),
        new RevokeAndAck(channelId(), bytes32(), point(), tlvs()),
        new ChannelReestablish(channelId(), u64(), u64(), bytes32(), point(), tlvs()),
        new AnnouncementSignatures(channelId(), scid(), signature(), signature()));
  }

  private List<Message> gossip() {
    return List.of(
        new ChannelAnnouncement(signature(), signature(), signature(), signature(), new Features(upTo(9)), bytes32(), scid(),
            new NodeId(point()),
            new NodeId(point()), point(), point(), upTo(20)),
        new NodeAnnouncement(signature(), new Features(upTo(9)), u32(), new NodeId(point()), bytes(3), bytes32(), upTo(60), upTo(20)),
        new ChannelUpdate(signature(), bytes32(), scid(), u32(), random.nextInt(256), random.nextInt(256), new CltvExpiryDelta(u16()),
            u64(), u32(), u32(),
            u64(), upTo(20)),
        new QueryShortChannelIds(bytes32(), upTo(100), tlvs(new Tlv(1, upTo(20)))),
        new ReplyShortChannelIdsEnd(bytes32(), random.nextInt(256)),
        new QueryChannelRange(bytes32(), u32(), u32(), tlvs(new Tlv(1, bytes(1)))),
        new ReplyChannelRange(bytes32(), u32(), u32(), random.nextInt(256), upTo(100), tlvs(new Tlv(1, upTo(30)), new Tlv(3, upTo(30)))),
        new GossipTimestampFilter(bytes32(), u32(), u32()));
  }

  /** Some of {@code known}, and sometimes records of odd types that no one knows. */
  private TlvStream tlvs(Tlv... known) {
    TlvStream tlvs = TlvStream.EMPTY;
    for (Tlv record : known) {
      if (random.nextBoolean()) {
        tlvs = tlvs.with(record.type(), record.value());
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      tlvs = tlvs.with(unknownOddType(), upTo(300));
    }
    return tlvs;
  }

  /** Odd, above all types in use, of any length as a BigSize. */
  long unknownOddType() {
    return random.nextLong() >>> random.nextInt(54) | 0x101;
  }

  ByteVector bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new ByteVector(bytes);
  }

  private ByteVector upTo(int length) {
    return bytes(random.nextInt(length + 1));
  }

  private ByteVector32 bytes32() {
    return new ByteVector32(bytes(32).toByteArray());
  }

  private ByteVector64 signature() {
    return new ByteVector64(bytes(64).toByteArray());
  }

  private ChannelId channelId() {
    return new ChannelId(bytes32());
  }

  private PublicKey point() {
    return new PrivateKey(bytes32()).publicKey();
  }

  private HtlcId htlcId() {
    return new HtlcId(random.nextLong());
  }

  private ShortChannelId scid() {
    return new ShortChannelId(random.nextLong());
  }

  private UInt64 u64() {
    return new UInt64(random.nextLong());
  }

  private long u32() {
    return random.nextLong() & 0xffffffffL;
  }

  private int u16() {
    return random.nextInt(65536);
  }

  private Satoshi sat() {
    return new Satoshi(random.nextLong(Satoshi.MAX.sat() + 1));
  }

  private MilliSatoshi msat() {
    return new MilliSatoshi(random.nextLong(MilliSatoshi.MAX.msat() + 1));
  }
}
