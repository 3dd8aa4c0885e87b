package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Negotiation;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Session;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.commitment.ShutdownScript;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;

/** shutdown: no HTLC is added any more, and once none is left the closing transaction is agreed on (BOLT 2, Closing Initiation). */
final class Shutdowns {
  private static final String RULE = "BOLT 2 shutdown";

  private Shutdowns() {}

  static Transition close(ChannelState.Online s, ChannelEvent.CloseMutual command, Env env) {
    ChannelData data = s.data();
    ByteVector before = localScript(s);
    ByteVector usual = before == null ? data.params().localShutdownScript() : before;
    ByteVector script = command.script() == null ? usual : command.script();
    if (!ShutdownScript.isAllowed(script, Opening.anySegwit(data.session().remoteFeatures()))) {
      return Step.reject(s,
          new RejectReason.BadArgument("a channel closes to a native segwit address; to taproot only if the peer takes it"));
    }
    if (data.params().closesOnlyThere() && !script.equals(data.params().localShutdownScript())) {
      return Step.reject(s,
          new RejectReason.BadArgument(
              "this node has committed at the opening to where the channel closes to: it closes to no other address"));
    }
    if (s instanceof ChannelState.Negotiating negotiating && Opening.simpleClose(data.session().remoteFeatures())) {
      return SimpleClose.again(negotiating, script, env);
    }
    if (before != null && !before.equals(script)) {
      return Step.rejectState(s, "the channel is closing already, to another address");
    }
    if (before != null) {
      return Step.ignore(s);
    }
    return goOn(Step.from(s), new ChannelState.ShuttingDown(data, script, remoteScript(s), s.closes()), env);
  }

  static Transition receive(ChannelState.Online s, Shutdown message, Env env) {
    ChannelData data = s.data();
    ByteVector script = message.scriptPubkey();
    checkScript(s, script, Severity.WARN, RULE);
    boolean unsignedAdds = data.commitments().htlcs().incoming().stream().anyMatch(h -> !h.mark().isSigned());
    if (unsignedAdds) {
      throw new ProtocolViolation(Severity.DISCONNECT, RULE, "HTLCs were added and not signed for");
    }
    ByteVector before = remoteScript(s);
    if (before != null && !before.equals(script) && data.session().shutdownReceived()) {
      throw new ProtocolViolation(Severity.DISCONNECT, RULE, "a second shutdown with another scriptpubkey");
    }
    if (s instanceof ChannelState.Negotiating) {
      return Step.ignore(s);
    }
    ByteVector local = localScript(s);
    ChannelData received = data.withSession(data.session().withShutdownReceived());
    return goOn(Step.from(s),
        new ChannelState.ShuttingDown(received, local == null ? data.params().localShutdownScript() : local, script, s.closes()),
        env);
  }

  /**
   * Where the peer wants to close to.
   *
   * @param severity of a script of a form that no channel may close to
   */
  static void checkScript(ChannelState.Online s, ByteVector script, Severity severity, String rule) {
    Features features = s.data().session().remoteFeatures();
    boolean allowed = ShutdownScript.isAllowed(script, Opening.anySegwit(features))
        || Opening.simpleClose(features) && ShutdownScript.isOpReturn(script);
    if (!allowed) {
      throw new ProtocolViolation(severity, rule, "scriptpubkey of " + script.size() + " bytes is of no form that a channel may close to");
    }
    ByteVector upfront = s.data().params().remoteUpfrontScript();
    if (upfront != null && !upfront.equals(script)) {
      throw new ProtocolViolation(Severity.DISCONNECT, rule, "scriptpubkey is not the upfront_shutdown_script of the opening");
    }
  }

  private static @Nullable ByteVector localScript(ChannelState.Online s) {
    return switch (s) {
      case ChannelState.ShuttingDown closing -> closing.localScript();
      case ChannelState.Negotiating closing -> closing.localScript();
      case ChannelState.AwaitingReady _, ChannelState.Normal _ -> null;
    };
  }

  private static @Nullable ByteVector remoteScript(ChannelState.Online s) {
    return switch (s) {
      case ChannelState.ShuttingDown closing -> closing.remoteScript();
      case ChannelState.Negotiating closing -> closing.remoteScript();
      case ChannelState.AwaitingReady _, ChannelState.Normal _ -> null;
    };
  }

  /**
   * Ends a step of a connected channel: sends the shutdown that was waiting for a signature, and starts on the closing transaction where
   * nothing is left to wait for.
   */
  static Transition goOn(Step step, ChannelState.Online s, Env env) {
    if (!(s instanceof ChannelState.ShuttingDown closing)) {
      return step.to(s);
    }
    ChannelState.ShuttingDown sent = withShutdownSent(step, closing);
    Session session = sent.data().session();
    ByteVector local = sent.localScript();
    ByteVector remote = sent.remoteScript();
    boolean exchanged = session.shutdownSent() && session.shutdownReceived() && local != null && remote != null;
    if (!exchanged || !sent.data().commitments().isQuiet()) {
      return step.to(sent);
    }
    ChannelState.Negotiating negotiating = new ChannelState.Negotiating(sent.data(), local, remote, Negotiation.NONE,
        sent.closes().withSince(env.height()));
    return Opening.simpleClose(session.remoteFeatures())
        ? SimpleClose.start(step, negotiating, env)
        : ClosingNegotiation.start(step, negotiating, env);
  }

  /** Sent once on each connection, but not while the peer's next commitment lacks something that was proposed to it (BOLT 2, shutdown). */
  static ChannelState.ShuttingDown withShutdownSent(Step step, ChannelState.ShuttingDown s) {
    ChannelData data = s.data();
    if (s.localScript() == null || data.session().shutdownSent() || data.commitments().hasLocalProposals()) {
      return s;
    }
    step.send(new Shutdown(data.channelId(), s.localScript(), TlvStream.EMPTY));
    return s.withData(data.withSession(data.session().withShutdownSent()));
  }
}
