package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads and writes whole messages: a u16 type and what follows (BOLT 1, Lightning Message Format). */
public final class MessageCodec {
  /** The longest message that fits the transport, type included (BOLT 8). */
  public static final int MAX_LENGTH = 65535;

  private static final Map<Integer, Function<WireReader, Message>> READERS = Map.ofEntries(
      Map.entry(Warning.TYPE, Warning::read),
      Map.entry(PeerStorage.TYPE, PeerStorage::read),
      Map.entry(PeerStorageRetrieval.TYPE, PeerStorageRetrieval::read),
      Map.entry(Init.TYPE, Init::read),
      Map.entry(ErrorMessage.TYPE, ErrorMessage::read),
      Map.entry(Ping.TYPE, Ping::read),
      Map.entry(Pong.TYPE, Pong::read),
      Map.entry(OpenChannel.TYPE, OpenChannel::read),
      Map.entry(AcceptChannel.TYPE, AcceptChannel::read),
      Map.entry(FundingCreated.TYPE, FundingCreated::read),
      Map.entry(FundingSigned.TYPE, FundingSigned::read),
      Map.entry(ChannelReady.TYPE, ChannelReady::read),
      Map.entry(Shutdown.TYPE, Shutdown::read),
      Map.entry(ClosingSigned.TYPE, ClosingSigned::read),
      Map.entry(ClosingComplete.TYPE, ClosingComplete::read),
      Map.entry(ClosingSig.TYPE, ClosingSig::read),
      Map.entry(UpdateAddHtlc.TYPE, UpdateAddHtlc::read),
      Map.entry(UpdateFulfillHtlc.TYPE, UpdateFulfillHtlc::read),
      Map.entry(UpdateFailHtlc.TYPE, UpdateFailHtlc::read),
      Map.entry(UpdateFailMalformedHtlc.TYPE, UpdateFailMalformedHtlc::read),
      Map.entry(CommitmentSigned.TYPE, CommitmentSigned::read),
      Map.entry(RevokeAndAck.TYPE, RevokeAndAck::read),
      Map.entry(UpdateFee.TYPE, UpdateFee::read),
      Map.entry(ChannelReestablish.TYPE, ChannelReestablish::read),
      Map.entry(ChannelAnnouncement.TYPE, ChannelAnnouncement::read),
      Map.entry(NodeAnnouncement.TYPE, NodeAnnouncement::read),
      Map.entry(ChannelUpdate.TYPE, ChannelUpdate::read),
      Map.entry(AnnouncementSignatures.TYPE, AnnouncementSignatures::read),
      Map.entry(QueryShortChannelIds.TYPE, QueryShortChannelIds::read),
      Map.entry(ReplyShortChannelIdsEnd.TYPE, ReplyShortChannelIdsEnd::read),
      Map.entry(QueryChannelRange.TYPE, QueryChannelRange::read),
      Map.entry(ReplyChannelRange.TYPE, ReplyChannelRange::read),
      Map.entry(GossipTimestampFilter.TYPE, GossipTimestampFilter::read));

  private MessageCodec() {}

  /**
   * The whole message: its type and what follows.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_LENGTH}
   */
  public static byte[] encode(Message message) {
    WireWriter w = new WireWriter().u16(message.type());
    message.write(w);
    if (w.size() > MAX_LENGTH) {
      throw new IllegalArgumentException("a message of type " + message.type() + " with " + w.size() + " bytes fits no frame");
    }
    return w.toByteArray();
  }

  /**
   * Reads a whole message.
   *
   * @return the message, {@link UnknownMessage} for an odd type that this node does not know
   * @throws WireFormatException for an unknown even type and for bytes that are not the message they claim to be
   */
  public static Message decode(byte[] bytes) {
    WireReader r = new WireReader(bytes);
    int type = r.u16();
    Function<WireReader, Message> reader = READERS.get(type);
    if (reader == null) {
      if ((type & 1) == 0) {
        throw new WireFormatException("unknown even message type " + type);
      }
      return new UnknownMessage(type, r.rest());
    }
    Message message = reader.apply(r);
    // A message that has no extensions yet may still carry them: odd ones are ignored, even ones refused.
    r.tlvs(Set.of());
    return message;
  }

  /** The whole message as bytes, for hashing and storing. */
  public static ByteVector encodeToBytes(Message message) {
    return new ByteVector(encode(message));
  }
}
