package org.l2node.node.gossip;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;
import org.l2node.channels.wire.WireReader;
import org.l2node.node.peer.PeerLink;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.ChainListener;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.UnspentOutput;
import org.l2node.routing.gossip.FundingCheck;
import org.l2node.routing.gossip.GossipConfig;
import org.l2node.routing.gossip.GossipEffect;
import org.l2node.routing.gossip.GossipEvent;
import org.l2node.routing.gossip.GossipMachine;
import org.l2node.routing.gossip.GossipRecord;
import org.l2node.routing.gossip.OwnChannel;
import org.l2node.routing.graph.NetworkGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One actor for all gossip. The graph that it makes is a snapshot behind one volatile field: path finding never waits for it. */
public final class GossipService implements ChainListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GossipService.class);

  /** Messages that wait; a peer whose message finds no room has it dropped, and is asked again later. */
  private static final int MAILBOX = 4_096;

  /** And so many bytes of them: one message may have 65,535. */
  private static final int MAX_WAITING_BYTES = 16 << 20;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final NodeRuntime runtime;
  private final ChainSource source;
  private final GossipStore file;
  private final GossipMachine machine;
  private final NodeId self;
  private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();
  private final Map<NodeId, Boolean> waitsForRoom = new ConcurrentHashMap<>();
  private final Map<ShortChannelId, ChannelUpdate> ownUpdates = new ConcurrentHashMap<>();
  private final Map<ShortChannelId, ChannelUpdate> peerTerms = new ConcurrentHashMap<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Actor<Runnable> actor;
  private final Actor<FundingCheck> checks;
  private volatile NetworkGraph graph;
  private volatile boolean stopped;

  /** A service with the gossip that {@code file} holds. */
  public GossipService(GossipConfig config, GossipStore file, ChainSource source, NodeRuntime runtime) {
    this.runtime = runtime;
    this.source = source;
    this.file = file;
    this.self = config.nodeId();
    this.machine = restored(config, file);
    this.graph = machine.graph();
    this.actor = runtime.spawn("gossip", MAILBOX, new Behavior<>() {
      @Override
      public void onMessage(Runnable order) {
        order.run();
      }
    });
    this.checks = runtime.spawn("funding checks", GossipMachine.MAX_CHECKS, new Behavior<>() {
      @Override
      public void onMessage(FundingCheck check) {
        tell(new GossipEvent.FundingChecked(answer(check)));
      }
    });
    tick();
  }

  private static GossipMachine restored(GossipConfig config, GossipStore file) {
    GossipMachine machine = new GossipMachine(config);
    try {
      machine.restore(file.load());
      return machine;
    } catch (RuntimeException e) { // a record that is damaged: of whatever kind
      LOG.info("gossip is asked for anew: {}", e.getMessage());
      file.forgetAll();
      return new GossipMachine(config);
    }
  }

  private void tick() {
    runtime.after(Duration.ofSeconds(1), () -> {
      if (!stopped) {
        tell(new GossipEvent.Tick());
        tick();
      }
    });
  }

  /** The network as it is known now. */
  public NetworkGraph graph() {
    return graph;
  }

  /** This node's last channel_update of an announced channel. */
  public Optional<ChannelUpdate> ownUpdate(ShortChannelId scid) {
    return Optional.ofNullable(ownUpdates.get(scid));
  }

  /** On what terms the peer of one of this node's channels forwards to this node. */
  public Optional<ChannelUpdate> peerTerms(ShortChannelId scid) {
    return Optional.ofNullable(peerTerms.get(scid));
  }

  public void peerUp(PeerLink link, Features features) {
    links.put(link.remote(), link);
    tell(new GossipEvent.PeerConnected(link.remote(), features));
  }

  public void peerDown(NodeId peer) {
    links.remove(peer);
    waitsForRoom.remove(peer);
    tell(new GossipEvent.PeerDisconnected(peer));
  }

  /** @return false where there is no room */
  public boolean received(NodeId peer, GossipMessage message) {
    int bytes = MessageCodec.encodeToBytes(message).size();
    if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-bytes);
      return false;
    }
    boolean taken = actor.offer(() -> {
      waitingBytes.addAndGet(-bytes);
      step(new GossipEvent.Received(peer, message));
    });
    if (!taken) {
      waitingBytes.addAndGet(-bytes);
    }
    return taken;
  }

  /** Little waits to be sent to a peer again. */
  public void writable(NodeId peer) {
    if (waitsForRoom.remove(peer) != null) {
      tell(new GossipEvent.Writable(peer));
    }
  }

  public void ownChannel(OwnChannel channel) {
    tell(new GossipEvent.OwnChannelChanged(channel));
  }

  public void ownChannelClosed(ShortChannelId scid) {
    tell(new GossipEvent.OwnChannelClosed(scid));
  }

  @Override
  public void blockConnected(BlockRef ref, Block block) {
    List<OutPoint> spent = new ArrayList<>();
    for (Transaction tx : block.tx) {
      for (TxIn input : tx.txIn) {
        spent.add(input.outPoint);
      }
    }
    tell(new GossipEvent.BlockConnected(ref.height(), spent));
  }

  @Override
  public void blockDisconnected(BlockRef ref) {
    tell(new GossipEvent.BlockDisconnected(ref.height()));
  }

  /** The tip at the start: what was followed before is not told again. */
  public void startAt(BlockHeight height) {
    tell(new GossipEvent.BlockConnected(height, List.of()));
  }

  private void tell(GossipEvent event) {
    actor.tell(() -> step(event));
  }

  private void step(GossipEvent event) {
    machine.step(event, Instant.ofEpochSecond(runtime.nowSeconds())).forEach(this::perform);
  }

  private void perform(GossipEffect effect) {
    switch (effect) {
      case GossipEffect.Send(NodeId peer, GossipMessage message) -> {
        PeerLink link = links.get(peer);
        if (link != null) {
          link.send(message);
        }
      }
      case GossipEffect.SendEncoded(NodeId peer, var bytes) -> {
        PeerLink link = links.get(peer);
        if (link != null) {
          // Type and the rest as they are: what others signed is not taken apart and put together again.
          WireReader r = new WireReader(bytes.toByteArray());
          link.send(new UnknownMessage(r.u16(), r.rest()));
        }
      }
      case GossipEffect.MoreWaiting(NodeId peer) -> {
        waitsForRoom.put(peer, true);
        PeerLink link = links.get(peer);
        if (link != null && link.isWritable()) {
          writable(peer);
        }
      }
      case GossipEffect.Violated(NodeId peer, ProtocolViolation violation) -> violated(peer, violation);
      case GossipEffect.CheckFunding(FundingCheck check) -> checks.tell(check);
      case GossipEffect.Store(GossipRecord gossip) -> {
        file.put(gossip);
        noteOwnUpdate(gossip);
      }
      case GossipEffect.ForgetChannel(ShortChannelId scid) -> file.forget(scid);
      case GossipEffect.ForgetNode(NodeId id) -> file.forget(id);
      case GossipEffect.GraphChanged(NetworkGraph changed) -> graph = changed;
      case GossipEffect.PeerTermsLearned(ShortChannelId scid, ChannelUpdate update) -> peerTerms.put(scid, update);
    }
  }

  private void violated(NodeId peer, ProtocolViolation violation) {
    LOG.debug("peer={} gossip: {} {}", peer, violation.rule(), violation.text());
    PeerLink link = links.get(peer);
    if (link != null) {
      link.send(Warning.of(violation.rule() + ": " + violation.text()));
      if (violation.severity() != Severity.WARN) {
        link.close(violation.text());
      }
    }
  }

  private void noteOwnUpdate(GossipRecord gossip) {
    if (gossip instanceof GossipRecord.Update(ShortChannelId scid, int direction, var bytes)) {
      boolean own = machine.graph().channel(scid).map(channel -> self.equals(direction == 0 ? channel.node1() : channel.node2()))
          .orElse(false);
      if (own && MessageCodec.decode(bytes.toByteArray()) instanceof ChannelUpdate update) {
        ownUpdates.put(scid, update);
      }
    }
  }

  private FundingCheck.Answer answer(FundingCheck check) {
    ShortChannelId scid = check.shortChannelId();
    try {
      Optional<BlockHash> block = source.blockHash(scid.blockHeight());
      List<TxId> ids = block.isEmpty() ? List.of() : source.transactionIds(block.get()).orElse(List.of());
      if (scid.txIndex() >= ids.size()) {
        return new FundingCheck.Answer.Gone(scid);
      }
      OutPoint outPoint = new OutPoint(ids.get(scid.txIndex()), scid.outputIndex());
      Optional<TxOut> found = source.unspentOutput(outPoint, false).map(UnspentOutput::output)
          .filter(output -> output.publicKeyScript.equals(check.script()));
      return found.isEmpty()
          ? new FundingCheck.Answer.Gone(scid)
          : new FundingCheck.Answer.Unspent(scid, outPoint, new Satoshi(found.get().amount.toLong()));
    } catch (ChainUnreachableException _) {
      return new FundingCheck.Answer.NotKnown(scid);
    }
  }

  /** Closes the file when what waits is dealt with. */
  @Override
  public void close() {
    stopped = true;
    checks.stop();
    CountDownLatch closed = new CountDownLatch(1);
    actor.tell(() -> {
      file.close();
      closed.countDown();
    });
    actor.stop();
    try {
      if (!closed.await(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.info("gossip is not closed in time: it is asked for anew at the next start");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
