package org.l2node.channels.machine;

import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSig;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.UpdateMessage;

/** Which step each message takes in each phase; a message that has no place in a phase is answered, never thrown on (reliability, V48). */
final class Messages {
  private Messages() {}

  static Transition receive(ChannelState state, ChannelMessage message, Env env) {
    return switch (state) {
      case ChannelState.AwaitingAccept s when message instanceof AcceptChannel accept && isFor(s, accept.temporaryChannelId().value()) ->
        OpenerSteps.receiveAccept(s, accept, env);
      case ChannelState.AwaitingFundingCreated s when message instanceof FundingCreated created
          && isFor(s, created.temporaryChannelId().value()) ->
        AccepterSteps.receiveFundingCreated(s, created, env);
      case ChannelState.AwaitingFundingSigned s when message instanceof FundingSigned signed
          && signed.channelId().equals(s.params().channelId()) ->
        OpenerSteps.receiveFundingSigned(s, signed, env);
      case ChannelState.Opening _, ChannelState.AwaitingFundingSigned _ ->
        throw new ProtocolViolation(Severity.FAIL_CHANNEL, "BOLT 2", messageName(message) + " while the channel is " + state.name());
      case ChannelState.Online s -> online(s, message, env);
      case ChannelState.Reestablishing s -> reestablishing(s, message, env);
      // No connection: it belongs to one that is gone.
      case ChannelState.Offline _ -> Step.ignore(state);
      case ChannelState.FallenBehind _, ChannelState.Abandoned _ -> Step.ignore(state);
      case ChannelState.Closing s -> message instanceof ChannelReestablish && s.localCommitment() != null
          ? Step.from(s).send(ErrorMessage.of(s.data().channelId(), s.cause())).to(s)
          : Step.ignore(s);
      case ChannelState.Closed s -> message instanceof ChannelReestablish
          ? Step.from(s).send(ErrorMessage.of(s.data().channelId(), "the channel is closed")).to(s)
          : Step.ignore(s);
    };
  }

  private static boolean isFor(ChannelState s, fr.acinq.bitcoin.ByteVector32 temporaryId) {
    return s.temporaryChannelId().value().equals(temporaryId);
  }

  private static String messageName(ChannelMessage message) {
    return message.getClass().getSimpleName();
  }

  private static Transition online(ChannelState.Online s, ChannelMessage message, Env env) {
    return switch (message) {
      case ChannelReady ready -> Fundings.receiveReady(s, ready, env);
      case UpdateMessage update -> ReceivedUpdates.receive(s, update, env);
      case CommitmentSigned signed -> CommitmentDance.receiveSigned(s, signed, env);
      case RevokeAndAck revoked -> CommitmentDance.receiveRevocation(s, revoked, env);
      case Shutdown shutdown -> Shutdowns.receive(s, shutdown, env);
      case ClosingSigned closing -> ClosingNegotiation.receive(negotiating(s, "closing_signed", false), closing, env);
      case ClosingComplete complete -> SimpleClose.receiveComplete(negotiating(s, "closing_complete", true), complete, env);
      case ClosingSig sig -> SimpleClose.receiveSig(negotiating(s, "closing_sig", true), sig, env);
      case AnnouncementSignatures announcement -> Announcing.receive(s, announcement, env);
      case OpenChannel _, AcceptChannel _, FundingCreated _, FundingSigned _, ChannelReestablish _ ->
        throw new ProtocolViolation(Severity.WARN, "BOLT 2", messageName(message) + " while the channel is " + s.name());
    };
  }

  private static ChannelState.Negotiating negotiating(ChannelState.Online s, String message, boolean simple) {
    if (!(s instanceof ChannelState.Negotiating negotiating)) {
      throw new ProtocolViolation(Severity.DISCONNECT, "BOLT 2 " + message, "not while the channel is " + s.name());
    }
    if (Opening.simpleClose(s.data().session().remoteFeatures()) != simple) {
      throw new ProtocolViolation(Severity.DISCONNECT, "BOLT 2 " + message,
          simple ? "option_simple_close is not negotiated" : "option_simple_close is negotiated");
    }
    return negotiating;
  }

  /** BOLT 2, Message Retransmission: nothing comes before channel_reestablish. What does no harm is only warned of. */
  private static Transition reestablishing(ChannelState.Reestablishing s, ChannelMessage message, Env env) {
    return switch (message) {
      case ChannelReestablish reestablish -> Reestablish.receive(s, reestablish, env);
      case ChannelReady _, AnnouncementSignatures _, OpenChannel _, AcceptChannel _, FundingCreated _, FundingSigned _ ->
        throw new ProtocolViolation(Severity.WARN, "BOLT 2", messageName(message) + " before channel_reestablish of " + id(s));
      case UpdateMessage _, CommitmentSigned _, RevokeAndAck _, Shutdown _, ClosingSigned _, ClosingComplete _, ClosingSig _ ->
        throw new ProtocolViolation(Severity.DISCONNECT, "BOLT 2", messageName(message) + " before channel_reestablish");
    };
  }

  private static ChannelId id(ChannelState.Reestablishing s) {
    return s.data().channelId();
  }
}
