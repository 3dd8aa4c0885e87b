package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Satoshi;

/**
 * A commitment transaction of either side with its HTLC transactions, built from a {@link CommitmentSpec} (BOLT 3). The same arguments give
 * the same bytes at both sides.
 */
public final class CommitmentTx {
  private static final int LOCKTIME_MARK = 0x20;
  private static final long SEQUENCE_MARK = 0x80;

  private final Funding funding;
  private final Side broadcaster;
  private final CommitmentNumber number;
  private final CommitmentKeys keys;
  private final CommitmentOutputs outputs;
  private final Transaction tx;
  private final ByteVector delayedScript;
  private final List<HtlcTx> htlcTxs;

  private CommitmentTx(Funding funding, Side broadcaster, CommitmentNumber number, CommitmentKeys keys, CommitmentOutputs outputs,
      Transaction tx) {
    this.funding = funding;
    this.broadcaster = broadcaster;
    this.number = number;
    this.keys = keys;
    this.outputs = outputs;
    this.tx = tx;
    this.delayedScript = new ByteVector(outputs.delayedScript());
    List<HtlcTx> htlcs = new ArrayList<>();
    List<CommitmentOutputs.Output> list = outputs.list();
    for (int i = 0; i < list.size(); i++) {
      Htlc htlc = list.get(i).htlc();
      if (htlc != null) {
        boolean success = !htlc.isOfferedBy(broadcaster);
        htlcs.add(new HtlcTx(htlc, success, tx.hash, i, list.get(i).witnessScript(), delayedScript, keys.localHtlcKey()));
      }
    }
    this.htlcTxs = List.copyOf(htlcs);
  }

  /**
   * Builds the commitment transaction of {@code broadcaster}. Where the opener cannot pay the whole cost, the fee is what it has;
   * {@link CommitmentParameters#canAfford} tells before.
   *
   * @param number of this commitment, among the broadcaster's
   * @param keys of this commitment: {@link CommitmentKeys#ofLocal} for {@link Side#LOCAL}, {@link CommitmentKeys#ofRemote} for
   *   {@link Side#REMOTE}
   * @throws IllegalArgumentException if {@code spec} has another total than the capacity, or the opener cannot even pay the anchors
   */
  public static CommitmentTx build(
      Funding funding, CommitmentParameters parameters, Side broadcaster, CommitmentNumber number, CommitmentKeys keys,
      CommitmentSpec spec) {
    if (!spec.total().equals(funding.capacity().toMilliSatoshi())) {
      throw new IllegalArgumentException("balances and HTLCs are " + spec.total() + ", the capacity is " + funding.capacity());
    }
    return buildAnyTotal(funding, parameters, broadcaster, number, keys, spec);
  }

  /** As {@link #build}, from a spec that may lack trimmed HTLCs. */
  static CommitmentTx buildAnyTotal(
      Funding funding, CommitmentParameters parameters, Side broadcaster, CommitmentNumber number, CommitmentKeys keys,
      CommitmentSpec spec) {
    CommitmentOutputs outputs = new CommitmentOutputs(funding, parameters, broadcaster, keys, spec);
    if (outputs.total().isMoreThan(funding.capacity())) {
      throw new IllegalArgumentException(
          "outputs of " + outputs.total() + " exceed the capacity of " + funding.capacity() + ": the opener cannot pay the anchors");
    }
    long obscured = parameters.obscure(number);
    List<TxOut> txOuts = new ArrayList<>(outputs.list().size());
    for (CommitmentOutputs.Output output : outputs.list()) {
      txOuts.add(output.toTxOut());
    }
    Transaction tx = new Transaction(
        2,
        List.of(new TxIn(funding.outpoint(), SEQUENCE_MARK << 24 | obscured >>> 24)),
        List.copyOf(txOuts),
        (long) LOCKTIME_MARK << 24 | obscured & 0xffffff);
    return new CommitmentTx(funding, broadcaster, number, keys, outputs, tx);
  }

  /**
   * The number of a commitment transaction found on the chain, from its lock time and sequence; meaningless for a transaction that is no
   * commitment.
   *
   * @param tx one that spends the funding output by its only input
   */
  public static CommitmentNumber numberOf(Transaction tx, CommitmentParameters parameters) {
    long obscured = (tx.txIn.getFirst().sequence & 0xffffff) << 24 | tx.lockTime & 0xffffff;
    return new CommitmentNumber(parameters.obscure(new CommitmentNumber(obscured)));
  }

  public Side broadcaster() {
    return broadcaster;
  }

  public CommitmentNumber number() {
    return number;
  }

  public CommitmentKeys keys() {
    return keys;
  }

  /** The transaction without witness. */
  public Transaction unsigned() {
    return tx;
  }

  public TxId txId() {
    return tx.txid;
  }

  /**
   * The HTLC transactions of the untrimmed HTLCs, in the order of the outputs they spend: that of the signatures in
   * {@code commitment_signed}.
   */
  public List<HtlcTx> htlcTxs() {
    return htlcTxs;
  }

  /** What the transaction pays to miners. */
  public Satoshi fee() {
    return funding.capacity().minus(outputs.total());
  }

  /** The output that pays the broadcaster after its delay; empty if trimmed. */
  public OptionalInt toLocalOutput() {
    return outputs.indexOf(CommitmentOutputs.Kind.TO_LOCAL);
  }

  /** The script behind the to_local output and behind the outputs of the HTLC transactions. */
  public ByteVector delayedWitnessScript() {
    return new ByteVector(outputs.delayedWitnessScript());
  }

  /** The output that pays the countersignatory; empty if trimmed. */
  public OptionalInt toRemoteOutput() {
    return outputs.indexOf(CommitmentOutputs.Kind.TO_REMOTE);
  }

  /** The anchor of {@code side}; empty if there is none. */
  public OptionalInt anchorOutput(Side side) {
    return outputs
        .indexOf(side == broadcaster ? CommitmentOutputs.Kind.BROADCASTER_ANCHOR : CommitmentOutputs.Kind.COUNTERSIGNATORY_ANCHOR);
  }

  /**
   * Countersigns the peer's commitment: what {@code commitment_signed} carries. The same commitment gives the same signatures.
   *
   * @throws IllegalStateException if this is a local commitment, which is signed only to be published
   */
  public CommitmentSignatures sign(ChannelKeys local) {
    if (broadcaster != Side.REMOTE) {
      throw new IllegalStateException("not the peer's commitment");
    }
    ByteVector64 commitment = Signatures.sign(funding.sighash(tx), local.fundingKey());
    List<ByteVector64> htlcs = new ArrayList<>(htlcTxs.size());
    HtlcSighash sighash = new HtlcSighash(tx.hash, delayedScript);
    for (HtlcTx htlc : htlcTxs) {
      htlcs.add(Signatures.sign(sighash.of(htlc), keys.localHtlcKey()));
    }
    return new CommitmentSignatures(commitment, htlcs);
  }

  /**
   * Checks the peer's signatures for this local commitment and all its HTLC transactions (BOLT 2, commitment_signed: each valid and with a
   * low S).
   *
   * @return what is wrong with them, in words fit for the peer; empty: nothing
   * @throws IllegalStateException if this is the peer's commitment
   */
  public Optional<String> verify(CommitmentSignatures remote) {
    if (broadcaster != Side.LOCAL) {
      throw new IllegalStateException("not a local commitment");
    }
    if (remote.htlcs().size() != htlcTxs.size()) {
      return Optional.of(remote.htlcs().size() + " HTLC signatures for " + htlcTxs.size() + " untrimmed HTLCs of " + number);
    }
    if (!Signatures.verify(funding.sighash(tx), remote.commitment(), funding.remotePubkey())) {
      return Optional.of("bad signature for " + number);
    }
    PublicKey remoteHtlcPubkey = keys.countersignatoryHtlcPubkey();
    HtlcSighash sighash = new HtlcSighash(tx.hash, delayedScript);
    for (int i = 0; i < htlcTxs.size(); i++) {
      if (!Signatures.verify(sighash.of(htlcTxs.get(i)), remote.htlcs().get(i), remoteHtlcPubkey)) {
        return Optional.of("bad signature for HTLC transaction " + i + " of " + number);
      }
    }
    return Optional.empty();
  }

  /**
   * This local commitment, ready to be published.
   *
   * @param remoteSignature of the peer, as {@code commitment_signed} brought it
   * @throws IllegalStateException if this is the peer's commitment
   */
  public Transaction signed(ChannelKeys local, ByteVector64 remoteSignature) {
    if (broadcaster != Side.LOCAL) {
      throw new IllegalStateException("not a local commitment");
    }
    ByteVector64 localSignature = Signatures.sign(funding.sighash(tx), local.fundingKey());
    return tx.updateWitness(0, funding.witness(localSignature, remoteSignature));
  }

  @Override
  public String toString() {
    return broadcaster + " " + number + " " + tx.txid + " with " + htlcTxs.size() + " HTLC outputs";
  }
}
