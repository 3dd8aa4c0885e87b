package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.Satoshi;

/**
 * A transaction that closes a channel by agreement (BOLT 3, Legacy Closing Transaction). Made by {@link ClosingParameters}.
 *
 * @param funding what it spends
 * @param unsigned the transaction without witness
 * @param localOutput what this node gets; empty if left out
 * @param remoteOutput what the peer gets; empty if left out
 */
public record ClosingTx(Funding funding, Transaction unsigned, Optional<Output> localOutput, Optional<Output> remoteOutput) {
  /** version, counts of inputs and outputs, lock time; the funding input; marker and flag and the witness with its two signatures. */
  private static final long BASE_WEIGHT = 4 * (4 + 1 + 1 + 4) + 4 * 41 + 2 + 222;
  private static final Comparator<Output> ORDER = Comparator.comparing(Output::amount)
      .thenComparing(output -> output.script().toByteArray(), Arrays::compareUnsigned);

  /** What one side gets. */
  public record Output(Satoshi amount, ByteVector script) {
    /**
     * Whether the network does not relay a transaction with this output: then the channel is to be failed instead (BOLT 2, closing_signed).
     */
    public boolean isDust() {
      return amount.isLessThan(ShutdownScript.dustLimit(script));
    }
  }

  static ClosingTx of(Funding funding, Optional<Output> local, Optional<Output> remote) {
    return of(funding, local, remote, TxIn.SEQUENCE_FINAL, 0);
  }

  static ClosingTx of(Funding funding, Optional<Output> local, Optional<Output> remote, long sequence, long lockTime) {
    List<TxOut> outputs = Stream.of(local, remote)
        .flatMap(Optional::stream)
        .sorted(ORDER)
        .map(output -> new TxOut(new fr.acinq.bitcoin.Satoshi(output.amount().sat()), output.script()))
        .toList();
    Transaction tx = new Transaction(2, List.of(new TxIn(funding.outpoint(), sequence)), outputs, lockTime);
    return new ClosingTx(funding, tx, local, remote);
  }

  static long weight(List<ByteVector> scripts) {
    long weight = BASE_WEIGHT;
    for (ByteVector script : scripts) {
      weight += 4L * (8 + 1 + script.size());
    }
    return weight;
  }

  /** Whether an output is too small for the network to relay the transaction. */
  public boolean hasDust() {
    return Stream.of(localOutput, remoteOutput).flatMap(Optional::stream).anyMatch(Output::isDust);
  }

  /** What goes to miners: the fee, and outputs left out. */
  public Satoshi fee() {
    Satoshi paid = Stream.of(localOutput, remoteOutput).flatMap(Optional::stream).map(Output::amount).reduce(Satoshi.ZERO, Satoshi::plus);
    return funding.capacity().minus(paid);
  }

  /** This node's signature, for {@code closing_signed}. */
  public ByteVector64 sign(ChannelKeys local) {
    return Signatures.sign(funding.sighash(unsigned), local.fundingKey());
  }

  /** Whether the peer has signed this very transaction, with a low S. */
  public boolean isSignedByRemote(ByteVector64 remoteSignature) {
    return Signatures.verify(funding.sighash(unsigned), remoteSignature, funding.remotePubkey());
  }

  /** Ready to be published. */
  public Transaction signed(ChannelKeys local, ByteVector64 remoteSignature) {
    return unsigned.updateWitness(0, funding.witness(sign(local), remoteSignature));
  }
}
