package org.l2node.channels.channel;

import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSig;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.SetupMessage;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.UpdateFulfillHtlc;
import org.l2node.channels.wire.UpdateMessage;

/** Which messages bind this node once sent. */
final class SentMessages {
  private SentMessages() {}

  /** Whether {@code message} gives away a signature, a secret or a promise that must survive a crash of this node. */
  static boolean isBinding(Message message) {
    return switch (message) {
      case FundingCreated _, FundingSigned _, ChannelReady _, CommitmentSigned _, RevokeAndAck _, ClosingSigned _,
          ClosingComplete _, ClosingSig _, AnnouncementSignatures _, Shutdown _, UpdateFulfillHtlc _ ->
        true;
      // Unsigned updates are forgotten by both sides when the connection ends (BOLT 2, message retransmission).
      case UpdateMessage _ -> false;
      // Reads durable state only; the machine's states are durable when a connection starts.
      case ChannelReestablish _ -> false;
      case OpenChannel _, AcceptChannel _ -> false;
      case SetupMessage _, GossipMessage _, UnknownMessage _ -> false;
    };
  }

}
