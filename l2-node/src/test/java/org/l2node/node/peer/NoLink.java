package org.l2node.node.peer;

import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;

/** A connection that leads nowhere. */
class NoLink implements PeerLink {
  private final NodeId remote;

  NoLink(NodeId remote) {
    this.remote = remote;
  }

  @Override
  public NodeId remote() {
    return remote;
  }

  @Override
  public void send(Message message) {}

  @Override
  public void close(String why) {}

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public boolean isOutbound() {
    return false;
  }

  @Override
  public String address() {
    return "nowhere";
  }
}
