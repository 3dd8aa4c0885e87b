package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * A transaction that was made for some claims. The last one made for an output says how much was offered for it, which never falls.
 *
 * @param number rises with each attempt
 * @param inputs the claims in it
 * @param fee of the transaction itself
 * @param feerate what it pays, for the parent too where it pays for one
 * @param made the height of the tip when it was made
 */
public record Attempt(long number, Transaction tx, List<Input> inputs, Satoshi fee, FeeratePerKw feerate, BlockHeight made) {
  /**
   * A claim in an attempt.
   *
   * @param since the height of the tip when the claim was first seen
   */
  public record Input(ChannelId channelId, OutPoint outPoint, BlockHeight since) {}

  public Attempt {
    inputs = List.copyOf(inputs);
  }

  /** The outputs that it claims. */
  Set<OutPoint> outPoints() {
    return inputs.stream().map(Input::outPoint).collect(Collectors.toSet());
  }

  /** What it spends of the wallet's. */
  List<OutPoint> coins() {
    Set<OutPoint> claimed = outPoints();
    return tx.txIn.stream().map((TxIn in) -> in.outPoint).filter(outPoint -> !claimed.contains(outPoint)).toList();
  }

  /** Whom the wallet keeps its coins for. */
  String owner() {
    return owner(number);
  }

  static String owner(long number) {
    return Sweeper.OWNER_PREFIX + number;
  }
}
