package org.l2node.node.service;

import fr.acinq.bitcoin.ByteVector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.BumpCloseCommand;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.ChannelStatus;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CloseMode;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.ProblemCode;
import org.l2node.api.service.SweepInfo;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.node.chain.ChainService;
import org.l2node.node.chain.FundingWallet;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.CommandResult;
import org.l2node.node.peer.OpenResult;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.KeysIndex;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.onchain.chain.Addresses;
import org.l2node.onchain.fees.FeeEstimator;
import org.l2node.onchain.fees.FeePurpose;
import org.l2node.onchain.sweep.PendingSweep;

/** Opens, shows and closes channels for the API. */
final class ChannelJobs {
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  private final NodeId self;
  private final Satoshi least;
  private final Satoshi most;
  private final NodeRuntime runtime;
  private final Peers peers;
  private final ChannelDirectory directory;
  private final ChainService chain;

  /**
   * @param least smallest channel to open
   * @param most largest channel to open
   */
  ChannelJobs(
      NodeId self, Satoshi least, Satoshi most, NodeRuntime runtime, Peers peers, ChannelDirectory directory, ChainService chain) {
    this.self = self;
    this.least = least;
    this.most = most;
    this.runtime = runtime;
    this.peers = peers;
    this.directory = directory;
    this.chain = chain;
  }

  ChannelInfo open(OpenChannelCommand command) {
    check(command);
    TemporaryChannelId temporary = new TemporaryChannelId(new fr.acinq.bitcoin.ByteVector32(runtime.randomBytes(32)));
    ByteVector script = chain.wallet().newAddress().script();
    ChannelEvent.Open open = new ChannelEvent.Open(
        temporary,
        KeysIndex.random(runtime),
        command.amount(),
        command.push(),
        command.announce(),
        chain.feerate(FeePurpose.COMMITMENT),
        chain.feerate(FeePurpose.FUNDING),
        script,
        command.zeroConf());
    OpenResult result = await(peers.open(command.nodeId(), open), OPEN_LIMIT,
        "the peer has not answered; the channel may still come to be");
    return switch (result) {
      case OpenResult.Opened(ChannelId id) -> find(id).orElseThrow(() -> ApiProblem.of(ProblemCode.INTERNAL_ERROR, "the channel is gone"));
      case OpenResult.Rejected(RejectReason reason) -> throw ApiProblem.of(openCode(reason), reason.text());
      case OpenResult.Failed(boolean byPeer, String text) ->
        throw ApiProblem.of(text.contains(FundingWallet.NOT_ENOUGH)
            ? ProblemCode.INSUFFICIENT_FUNDS
            : byPeer ? ProblemCode.PEER_REFUSED : ProblemCode.NOT_READY, text);
    };
  }

  static ProblemCode openCode(RejectReason reason) {
    return switch (reason) {
      // Too small was found before; too large may depend on the peer.
      case RejectReason.BadCapacity _ -> ProblemCode.CHANNEL_TOO_LARGE;
      case RejectReason.InsufficientBalance _ -> ProblemCode.CHANNEL_TOO_SMALL;
      case RejectReason.PeerLacks _ -> ProblemCode.PEER_LACKS_FEATURE;
      case RejectReason.PeerOffline _ -> ProblemCode.PEER_NOT_CONNECTED;
      default -> ProblemCode.INVALID_VALUE;
    };
  }

  private void check(OpenChannelCommand command) {
    if (command.nodeId().equals(self)) {
      throw ApiProblem.of(ProblemCode.OWN_NODE, "A channel needs another node; this one is the node itself.", "node_id");
    }
    if (command.amount().isLessThan(least)) {
      throw ApiProblem.of(ProblemCode.CHANNEL_TOO_SMALL, "A channel of " + command.amount() + " is too small: " + least + " at least.",
          "amount_sat");
    }
    if (command.amount().isMoreThan(most)) {
      throw ApiProblem.of(ProblemCode.CHANNEL_TOO_LARGE, "A channel of " + command.amount() + " is too large: " + most + " at most.",
          "amount_sat");
    }
    if (command.push().isMoreThan(command.amount().toMilliSatoshi())) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, "More cannot be pushed than the channel holds.", "push_msat");
    }
    if (!chain.status().synced()) {
      throw ApiProblem.of(ProblemCode.NOT_READY, "The chain is not followed to its tip: " + chain.status().problem());
    }
    if (peers.link(command.nodeId()).isEmpty()) {
      throw ApiProblem.of(ProblemCode.PEER_NOT_CONNECTED, "The peer is not connected: connect to it first.", "node_id");
    }
  }

  List<ChannelInfo> all() {
    return directory.all().stream().map(ChannelJobs::info).toList();
  }

  Optional<ChannelInfo> find(ChannelId id) {
    return directory.find(id).map(ChannelJobs::info);
  }

  ChannelInfo close(CloseChannelCommand command) {
    ChannelInfo before = find(command.channelId())
        .orElseThrow(
            () -> ApiProblem.of(ProblemCode.UNKNOWN_CHANNEL, "This node has no channel " + command.channelId() + ".", "channel_id"));
    ByteVector script = script(command.address());
    if (command.mode() == CloseMode.FORCE && script != null) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, "A forced close pays to the wallet: it takes no address.", "address");
    }
    boolean bumps = command.mode() == CloseMode.BUMP;
    if (bumps && before.state() != ChannelStatus.CLOSING) {
      throw ApiProblem.of(ProblemCode.WRONG_CHANNEL_STATE, "There is no closing transaction to pay more for.");
    }
    boolean closing = before.state() == ChannelStatus.CLOSING;
    if (before.state() == ChannelStatus.CLOSED || closing && command.mode() == CloseMode.MUTUAL) {
      return before;
    }
    ChannelEvent.Command order = command.mode() == CloseMode.FORCE
        ? new ChannelEvent.CloseUnilateral()
        : new ChannelEvent.CloseMutual(script);
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    peers.tell(command.channelId(), order, answer::complete);
    return switch (await(answer, COMMAND_LIMIT, "the channel has not answered")) {
      case CommandResult.Done _ -> find(command.channelId()).orElse(before);
      case CommandResult.NoSuchChannel _ ->
        throw ApiProblem.of(ProblemCode.WRONG_CHANNEL_STATE, "The channel does not take commands: " + before.detail());
      // Its commitment is published already.
      case CommandResult.Rejected _ when closing && !bumps -> before;
      case CommandResult.Rejected(RejectReason reason) -> throw ApiProblem.of(code(reason), reason.text());
    };
  }

  /** What is being brought home, of one channel or of all. */
  List<SweepInfo> sweeps(@Nullable ChannelId channelId) {
    int height = chain.height().value();
    return chain.sweeps().stream().filter(sweep -> channelId == null || sweep.channelId().equals(channelId))
        .map(sweep -> info(sweep, height)).toList();
  }

  private static SweepInfo info(PendingSweep sweep, int height) {
    BlockHeight deadline = sweep.deadline();
    return new SweepInfo(sweep.channelId(), sweep.outPoint(), sweep.kind(), sweep.amount(),
        sweep.state().name().toLowerCase(Locale.ROOT), sweep.state().text(), sweep.validFrom(), deadline,
        deadline == null ? null : deadline.value() - height, sweep.budget(), sweep.txId(), sweep.fee(), sweep.feerate(), sweep.together());
  }

  ChannelInfo bump(BumpCloseCommand command) {
    ChannelId id = command.channelId();
    ChannelInfo before = find(id)
        .orElseThrow(() -> ApiProblem.of(ProblemCode.UNKNOWN_CHANNEL, "This node has no channel " + id + ".", "channel_id"));
    FeeratePerKw wanted = command.feerate();
    if (chain.bump(id, wanted == null ? moreThanNow(id) : wanted)) {
      return before;
    }
    if (wanted != null) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE,
          "This channel has no transaction that pays at a chosen rate: a mutual close follows the estimate. Leave the fee rate out.",
          "feerate_sat_per_vbyte");
    }
    return close(new CloseChannelCommand(id, CloseMode.BUMP, null));
  }

  /** What should be in one of the next blocks, and a quarter more than was offered last. */
  private FeeratePerKw moreThanNow(ChannelId id) {
    long most = chain.feerate(FeePurpose.FUNDING).satPerKw();
    for (PendingSweep sweep : chain.sweeps()) {
      FeeratePerKw offered = sweep.feerate();
      if (sweep.channelId().equals(id) && offered != null) {
        most = Math.max(most, offered.satPerKw() * 5 / 4 + 1);
      }
    }
    return new FeeratePerKw(Math.min(most, FeeEstimator.CEILING.satPerKw()));
  }

  private static ProblemCode code(RejectReason reason) {
    return switch (reason) {
      case RejectReason.PeerOffline _ -> ProblemCode.PEER_NOT_CONNECTED;
      case RejectReason.BadArgument _ -> ProblemCode.INVALID_VALUE;
      default -> ProblemCode.WRONG_CHANNEL_STATE;
    };
  }

  private @Nullable ByteVector script(@Nullable String address) {
    if (address == null) {
      return null;
    }
    try {
      return Addresses.toScript(chain.source().network(), address);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, String.valueOf(e.getMessage()), "address");
    }
  }

  private static <T> T await(CompletableFuture<T> future, Duration limit, String late) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ApiProblem.ofUnknownOutcome(ProblemCode.NOT_READY, late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiProblem.ofUnknownOutcome(ProblemCode.NOT_READY, late);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What a close by this node's commitment lets wait for: the delay that the peer has chosen, and where it ends once that is known. */
  static String share(ChannelState state) {
    if (!(state instanceof ChannelState.Closing closing) || closing.localCommitment() == null || closing.sweepBuried()) {
      return "";
    }
    int delay = closing.data().params().remote().toSelfDelay().blocks();
    FundingSpend spend = closing.spend();
    if (spend == null) {
      return closing.mutualClose() == null
          ? "; this node's share can be swept " + delay + " blocks after the commitment is in a block"
          : "";
    }
    return spend.kind() == FundingSpend.Kind.LOCAL_COMMITMENT && closing.sweep() != null
        ? "; this node's share can be swept from block " + (spend.height().value() + delay) + " on"
        : "";
  }

  private static ChannelInfo info(ChannelDirectory.Entry entry) {
    ChannelView view = ChannelView.of(entry.state());
    return new ChannelInfo(
        entry.channelId(),
        view.peer(),
        ChannelStatus.valueOf(view.phase().name()),
        entry.bug().map(bug -> "stopped by an internal error, no payments pass: " + bug)
            .orElse(view.detail() + (view.local().isZero() ? "" : share(entry.state()))),
        view.capacity(),
        view.local(),
        view.remote(),
        view.localReserve(),
        view.announced(),
        view.shortChannelId().orElse(null),
        view.localAlias().map(ScidAlias::toShortChannelId).orElse(null),
        view.remoteAlias().map(ScidAlias::toShortChannelId).orElse(null),
        view.fundingTxId().orElse(null),
        view.closingTxId().orElse(null));
  }
}
