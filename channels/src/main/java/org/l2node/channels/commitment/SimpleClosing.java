package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * A mutual close that one side, the closer, pays for (BOLT 3, Closing Transaction). It can be replaced by one with a higher fee.
 *
 * @param funding what is spent
 * @param closer who pays
 * @param toLocal this node's final balance
 * @param toRemote the peer's final balance
 * @param closerScript where the closer wants its money
 * @param closeeScript where the other side wants its money
 */
public record SimpleClosing(
    Funding funding, Side closer, MilliSatoshi toLocal, MilliSatoshi toRemote, ByteVector closerScript, ByteVector closeeScript) {
  /** Of the input: replaceable by a higher fee. */
  public static final long SEQUENCE = 0xfffffffdL;

  /** What {@code feerate} comes to, both outputs being there. */
  public Satoshi fee(FeeratePerKw feerate) {
    return feerate.fee(weight());
  }

  /** The expected weight of the transaction with both outputs. */
  public long weight() {
    return ClosingTx.weight(List.of(closerScript, closeeScript));
  }

  /** The most that the closer can pay: all it has. */
  public Satoshi maxFee() {
    return balance(closer).toSatoshiRoundDown();
  }

  /** Whether the closer has less than the other side: only then may it leave out its own output. */
  public boolean closerHasLess() {
    return balance(closer).isLessThan(balance(closer.other()));
  }

  private MilliSatoshi balance(Side side) {
    return side == Side.LOCAL ? toLocal : toRemote;
  }

  /** What the closer gets; {@code fee} must not be above {@link #maxFee}. */
  public ClosingTx.Output closerOutput(Satoshi fee) {
    return output(maxFee().minus(fee), closerScript);
  }

  /** What the other side gets. */
  public ClosingTx.Output closeeOutput() {
    return output(balance(closer.other()).toSatoshiRoundDown(), closeeScript);
  }

  /** With OP_RETURN all of it goes to miners. */
  private static ClosingTx.Output output(Satoshi amount, ByteVector script) {
    return new ClosingTx.Output(ShutdownScript.isOpReturn(script) ? Satoshi.ZERO : amount, script);
  }

  /**
   * The transaction with these outputs.
   *
   * @return empty if the closer cannot pay {@code fee}
   */
  public Optional<ClosingTx> build(Satoshi fee, long lockTime, boolean withCloser, boolean withClosee) {
    if (fee.isMoreThan(maxFee())) {
      return Optional.empty();
    }
    Optional<ClosingTx.Output> closers = withCloser ? Optional.of(closerOutput(fee)) : Optional.empty();
    Optional<ClosingTx.Output> closees = withClosee ? Optional.of(closeeOutput()) : Optional.empty();
    return Optional.of(
        ClosingTx.of(funding, closer == Side.LOCAL ? closers : closees, closer == Side.LOCAL ? closees : closers, SEQUENCE, lockTime));
  }
}
