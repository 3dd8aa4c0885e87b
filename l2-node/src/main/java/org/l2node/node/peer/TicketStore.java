package org.l2node.node.peer;

import java.util.List;
import java.util.function.Consumer;
import org.l2node.channels.channel.ChannelWrite;

/** The writes of a peer's channels on their way to the store, whose answers come to the peer's mailbox. */
final class TicketStore implements ChannelRunner.ChannelStore {
  private final PeerContext context;
  private final Consumer<PeerMessage> mailbox;

  TicketStore(PeerContext context, Consumer<PeerMessage> mailbox) {
    this.context = context;
    this.mailbox = mailbox;
  }

  @Override
  public void write(long ticket, List<ChannelWrite> writes, boolean waitedFor) {
    Runnable durable = () -> mailbox.accept(new PeerMessage.Durable(ticket));
    Consumer<String> refused = why -> mailbox.accept(new PeerMessage.Refused(ticket, why));
    if (waitedFor) {
      context.write(writes, durable, refused);
    } else {
      context.writeSoon(writes, durable, refused);
    }
  }
}
