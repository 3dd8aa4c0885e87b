package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * What a mutual close pays, but for its fee (BOLT 3, Legacy Closing Transaction). The opener pays the fee.
 *
 * @param funding what is spent
 * @param opener who pays
 * @param toLocal this node's final balance
 * @param toRemote the peer's final balance
 * @param localScript of this node's {@code shutdown}
 * @param remoteScript of the peer's {@code shutdown}
 * @param localDustLimit this node's {@code dust_limit_satoshis}
 * @param remoteDustLimit the peer's {@code dust_limit_satoshis}
 */
public record ClosingParameters(
    Funding funding, Side opener, MilliSatoshi toLocal, MilliSatoshi toRemote, ByteVector localScript, ByteVector remoteScript,
    Satoshi localDustLimit, Satoshi remoteDustLimit) {

  /** The expected weight of the transaction with both outputs. */
  public long weight() {
    return ClosingTx.weight(List.of(localScript, remoteScript));
  }

  /** The fee at {@code feerate}, both outputs being there; capped at what the opener has. */
  public Satoshi fee(FeeratePerKw feerate) {
    Satoshi fee = feerate.fee(weight());
    Satoshi most = maxFee();
    return fee.isMoreThan(most) ? most : fee;
  }

  /** The most the opener can pay: all it has. */
  public Satoshi maxFee() {
    return (opener == Side.LOCAL ? toLocal : toRemote).toSatoshiRoundDown();
  }

  /**
   * The closing transaction that this node signs: without outputs below its own dust limit.
   *
   * @return empty if the opener cannot pay {@code fee}, or no output is left
   */
  public Optional<ClosingTx> build(Satoshi fee) {
    return build(fee, localDustLimit, false);
  }

  /**
   * The closing transaction that the peer signed: each side leaves out what is below its own dust limit, and may leave out its own output.
   *
   * @param remoteSignature of {@code closing_signed}; one with a high S signs nothing
   * @return empty if it is a signature for none of them
   */
  public Optional<ClosingTx> signedByRemote(Satoshi fee, ByteVector64 remoteSignature) {
    Optional<ClosingTx> signed = build(fee, localDustLimit, false).filter(tx -> tx.isSignedByRemote(remoteSignature));
    return signed
        .or(() -> build(fee, remoteDustLimit, false).filter(tx -> tx.isSignedByRemote(remoteSignature)))
        .or(() -> build(fee, localDustLimit, true).filter(tx -> tx.isSignedByRemote(remoteSignature)));
  }

  private Optional<ClosingTx> build(Satoshi fee, Satoshi dustLimit, boolean withoutRemoteOutput) {
    if (fee.isMoreThan(maxFee())) {
      return Optional.empty();
    }
    Satoshi local = toLocal.toSatoshiRoundDown().minus(opener == Side.LOCAL ? fee : Satoshi.ZERO);
    Satoshi remote = toRemote.toSatoshiRoundDown().minus(opener == Side.REMOTE ? fee : Satoshi.ZERO);
    boolean hasLocal = !local.isZero() && !local.isLessThan(dustLimit);
    boolean hasRemote = !withoutRemoteOutput && !remote.isZero() && !remote.isLessThan(dustLimit);
    if (!hasLocal && !hasRemote) {
      return Optional.empty();
    }
    return Optional.of(
        ClosingTx.of(
            funding,
            hasLocal ? Optional.of(new ClosingTx.Output(local, localScript)) : Optional.empty(),
            hasRemote ? Optional.of(new ClosingTx.Output(remote, remoteScript)) : Optional.empty()));
  }
}
