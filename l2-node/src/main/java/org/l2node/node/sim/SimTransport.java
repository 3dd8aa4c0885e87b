package org.l2node.node.sim;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.DialException;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.Transport;

/** Makes connections between the nodes of one world; who is down or cut off is not reached. */
final class SimTransport implements Transport {
  private final World world;
  private final SimNode self;
  private final Life life;

  SimTransport(World world, SimNode self, Life life) {
    this.world = world;
    this.self = self;
    this.life = life;
  }

  @Override
  public InetSocketAddress listen(InetSocketAddress address) {
    return address;
  }

  @Override
  public CompletionStage<Connection> dial(NodeId remote, PeerAddress address) {
    CompletableFuture<Connection> answer = new CompletableFuture<>();
    life.add(new Source() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void run() {
        life.remove(this);
        connect(world.node(remote), answer);
      }
    });
    return answer;
  }

  private void connect(@Nullable SimNode there, CompletableFuture<Connection> answer) {
    Life theirs = there == null ? null : there.life();
    if (there == null || theirs == null || theirs.isOver()) {
      answer.completeExceptionally(new DialException("nobody is there"));
      return;
    }
    world.trace().note(self.name() + " connects to " + there.name());
    End here = new End(world, life, there.nodeId(), true);
    End far = new End(world, theirs, self.nodeId(), false);
    here.join(far);
    far.join(here);
    world.connected(here);
    far.listen(there.core().connections().onConnected(far));
    here.listen(self.core().connections().onConnected(here));
    answer.complete(here);
  }

  @Override
  public void close() {}
}
