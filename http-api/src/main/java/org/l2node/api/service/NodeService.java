package org.l2node.api.service;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;

/**
 * Everything that the HTTP API asks of the node. Every method may be called from many threads at once (virtual ones: blocking is fine) and
 * answers with immutable values.
 *
 * <p>
 * What cannot be done is told by an {@link ApiProblem}; its detail is read by people, names the cause and the next step and holds no
 * secret. Any other exception is a bug of the node: the client sees only {@code internal_error} and a request id.
 *
 * <p>
 * A method that changes something returns only when the change, or the order to make it, is durable.
 */
public interface NodeService {
  /** Who this node is and where it stands. */
  NodeInfo info();

  /** All the money of the node, on chain and in channels. */
  NodeBalances balances();

  /** The on-chain wallet's balance. */
  WalletBalance walletBalance();

  /**
   * The outputs of closed channels that are being brought home, channel by channel.
   *
   * @param channelId of this channel alone; null: of all
   */
  Page<SweepInfo> sweeps(@Nullable ChannelId channelId, PageRequest page);

  /** A receive address of the on-chain wallet that was never given out before; durable before it is returned. */
  String newWalletAddress();

  /**
   * Connects to a peer, or does nothing where it is connected already; returns when the BOLT 8 handshake and both {@code init} messages are
   * through.
   *
   * @param address where to connect to; null: an address that the node knows from an earlier connection or from gossip
   * @throws ApiProblem {@code peer_unreachable}, {@code peer_refused}, {@code peer_address_unknown}, {@code own_node}
   */
  PeerInfo connectPeer(NodeId nodeId, @Nullable PeerAddress address);

  /** Peers that are connected and peers with which there is a channel that is not closed, by node id. */
  Page<PeerInfo> peers(PageRequest page);

  /**
   * Opens a channel (BOLT 2, v1) with a connected peer. Returns when the peer has accepted and the funding outpoint is known, in state
   * {@link ChannelStatus#OPENING}.
   *
   * @throws ApiProblem {@code peer_not_connected}, {@code peer_refused}, {@code insufficient_funds}, {@code channel_too_small}, {@code
   *     channel_too_large}, {@code invalid_value}, {@code not_ready}
   */
  ChannelInfo openChannel(OpenChannelCommand command);

  /** Every channel, closed ones too, in the order in which they were made. */
  Page<ChannelInfo> channels(PageRequest page);

  /** The channel with that id. */
  Optional<ChannelInfo> channel(ChannelId channelId);

  /**
   * Begins to close a channel; closing one that is closing already in the same way, or is closed, changes nothing and is no error.
   *
   * @return the channel as it stands then
   * @throws ApiProblem {@code unknown_channel}, {@code invalid_value} (address), {@code wrong_channel_state}, {@code peer_not_connected}
   *   where only the peer's presence makes it possible
   */
  ChannelInfo closeChannel(CloseChannelCommand command);

  /**
   * Pays more for what closes a channel, whichever way it closes: the transactions of a unilateral close pay at least so much from now on,
   * within their budgets; for a mutual close both sides sign a dearer transaction.
   *
   * @return the channel as it stands then
   * @throws ApiProblem {@code unknown_channel}, {@code invalid_value}, {@code wrong_channel_state}, {@code peer_not_connected}
   */
  ChannelInfo bumpClose(BumpCloseCommand command);

  /**
   * Makes and signs an invoice (BOLT 11); invoice and preimage are durable before it is returned.
   *
   * @throws ApiProblem {@code invalid_value}
   */
  InvoiceInfo createInvoice(CreateInvoiceCommand command);

  /** The invoice of this node with that payment hash. */
  Optional<InvoiceInfo> invoice(PaymentHash paymentHash);

  /**
   * Waits until the invoice is not {@link InvoiceStatus#OPEN} any more, at most {@code timeout}, and returns it as it stands then. The wait
   * must end at once on an interrupt (the client has gone, or the node stops) and must do no file input or output while interruptible.
   */
  Optional<InvoiceInfo> awaitInvoice(PaymentHash paymentHash, Duration timeout) throws InterruptedException;

  /**
   * Pays. The payment is durable as {@link PaymentStatus#PENDING} before this returns; it does not wait for the end.
   *
   * <p>
   * The payment hash makes it idempotent: where a payment of this hash is pending or has succeeded, that payment is returned and nothing is
   * sent; where it has failed for good, a new payment with a new id begins.
   *
   * @throws ApiProblem {@code invoice_invalid}, {@code invoice_expired}, {@code wrong_network}, {@code amount_required}, {@code
   *     amount_not_allowed}, {@code own_invoice}, {@code payment_conflict} (a payment of this hash with another amount is pending or has
   *   succeeded), {@code
   *     not_ready}
   */
  PaymentInfo pay(PayCommand command);

  /** The payment with that id. */
  Optional<PaymentInfo> payment(PaymentId paymentId);

  /** Waits while the payment is {@link PaymentStatus#PENDING}, at most {@code timeout}; interrupts as {@link #awaitInvoice} does. */
  Optional<PaymentInfo> awaitPayment(PaymentId paymentId, Duration timeout) throws InterruptedException;

  /** Every payment, the newest first. */
  Page<PaymentInfo> payments(PageRequest page);

  /**
   * Reads what could be paid, without doing anything.
   *
   * @throws ApiProblem {@code invoice_invalid}, {@code not_supported}
   */
  DecodedInvoice decode(String text);

  /** Whether the node can do its work, and what is missing where it cannot. */
  Readiness readiness();

  /** Orders the node to stop and returns before it has: the answer must still reach the client. */
  void stop();
}
