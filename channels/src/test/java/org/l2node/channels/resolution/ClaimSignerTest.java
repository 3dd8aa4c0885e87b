package org.l2node.channels.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.HtlcTx;
import org.l2node.channels.commitment.OutputScripts;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.TestChannel;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;

/** The witness of every kind of claim, run by the library's script interpreter, and its weight. */
class ClaimSignerTest {
  private final TestChannel channel = new TestChannel(23);
  private final CommitmentSpec spec = TestChannel.spec(2500, 300_000, TestChannel.htlcs(8, 20_000_000));

  /** Claims of alice in her own commitment. */
  private List<Claim> local(CommitmentTx commitment) {
    CommitmentSignatures signatures = channel.aliceAtBob(spec).sign(channel.bob);
    var point = commitment.keys().perCommitmentPoint();
    List<Claim> claims = new ArrayList<>();
    claims.add(claim(commitment, commitment.toLocalOutput().getAsInt(), commitment.delayedWitnessScript(), new Unlock.ToLocal(point), 144));
    claims.add(claim(commitment, commitment.anchorOutput(Side.LOCAL).getAsInt(),
        OutputScripts.anchor(channel.alice.basepoints().fundingPubkey()),
        new Unlock.Anchor(commitment.unsigned(), commitment.fee()), Claim.RBF));
    for (int i = 0; i < commitment.htlcTxs().size(); i++) {
      HtlcTx tx = commitment.htlcTxs().get(i);
      var signature = signatures.htlcs().get(i);
      TxOut paired = tx.unsigned().txOut.getFirst();
      Unlock unlock = tx.isSuccess()
          ? new Unlock.LocalHtlcSuccess(point, signature, paired, TestChannel.preimage(tx.htlc().id().value()))
          : new Unlock.LocalHtlcTimeout(point, signature, paired);
      claims.add(claim(commitment, tx.outputIndex(), tx.witnessScript(), unlock, 1, tx.unsigned().lockTime));
    }
    return claims;
  }

  /** Claims of alice in bob's commitment. */
  private List<Claim> remote(CommitmentTx commitment) {
    var point = commitment.keys().perCommitmentPoint();
    List<Claim> claims = new ArrayList<>();
    claims.add(claim(commitment, commitment.toRemoteOutput().getAsInt(),
        OutputScripts.toRemote(channel.alice.basepoints().paymentBasepoint()), new Unlock.ToRemote(), 1));
    for (HtlcTx tx : commitment.htlcTxs()) {
      // An HTLC-success transaction of bob's spends what alice offered.
      Unlock unlock = tx.isSuccess()
          ? new Unlock.RemoteHtlcTimeout(point)
          : new Unlock.RemoteHtlcSuccess(point, TestChannel.preimage(tx.htlc().id().value()));
      claims.add(claim(commitment, tx.outputIndex(), tx.witnessScript(), unlock, 1, tx.isSuccess() ? tx.htlc().cltvExpiry().value() : 0));
    }
    return claims;
  }

  private List<Claim> revoked(CommitmentTx commitment) {
    var secret = channel.bob.perCommitmentSecret(TestChannel.NUMBER);
    List<Claim> claims = new ArrayList<>();
    claims.add(claim(commitment, commitment.toLocalOutput().getAsInt(), commitment.delayedWitnessScript(),
        new Unlock.RevokedToLocal(secret), Claim.RBF));
    for (HtlcTx tx : commitment.htlcTxs()) {
      claims.add(claim(commitment, tx.outputIndex(), tx.witnessScript(), new Unlock.RevokedHtlc(secret), Claim.RBF));
    }
    return claims;
  }

  private static Claim claim(CommitmentTx commitment, int output, ByteVector script, Unlock unlock, long sequence) {
    return claim(commitment, output, script, unlock, sequence, 0);
  }

  private static Claim claim(CommitmentTx commitment, int output, ByteVector script, Unlock unlock, long sequence, long lockTime) {
    return claim(commitment.unsigned(), output, script, unlock, sequence, lockTime);
  }

  private static Claim claim(Transaction parent, int output, ByteVector script, Unlock unlock, long sequence, long lockTime) {
    Satoshi amount = new Satoshi(parent.txOut.get(output).amount.toLong());
    return new Claim(new OutPoint(parent, output), amount, script, unlock, sequence, lockTime, new BlockHeight(1), null, amount);
  }

  /** The least transaction that spends {@code claims}. */
  private static Transaction unsigned(List<Claim> claims) {
    List<TxIn> inputs = new ArrayList<>();
    List<TxOut> outputs = new ArrayList<>();
    long lockTime = 0;
    for (Claim claim : claims) {
      inputs.add(new TxIn(claim.outPoint(), claim.sequence()));
      lockTime = Math.max(lockTime, claim.lockTime());
      outputs.add(claim.pairedOutput().orElse(new TxOut(new fr.acinq.bitcoin.Satoshi(200), TestChannel.P2TR)));
    }
    return new Transaction(2, inputs, outputs, lockTime);
  }

  private static Transaction signed(List<Claim> claims, ChannelKeys keys) {
    Transaction tx = unsigned(claims);
    List<ScriptWitness> witnesses = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      witnesses.add(ClaimSigner.witness(tx, i, claims.get(i), keys));
    }
    return tx.updateWitnesses(witnesses);
  }

  private static void check(Claim claim, ChannelKeys keys, Transaction parent) {
    Transaction tx = signed(List.of(claim), keys);
    TestChannel.checkScripts(tx, parent);
    // A signature has 71 or 72 bytes with the sighash type, rarely fewer, where 73 are counted: once or twice.
    int weight = tx.weight() - 4 * tx.baseSize() - 2;
    assertThat(weight).isBetween(claim.witnessWeight() - 8, claim.witnessWeight());
    assertThat(claim.inputWeight()).isEqualTo(claim.witnessWeight() + 164);
  }

  @Test
  void eachClaimOfTheLocalCommitmentIsValid() {
    var commitment = channel.aliceLocal(spec);
    assertThat(local(commitment)).hasSize(10);
    local(commitment).forEach(claim -> check(claim, channel.alice, commitment.unsigned()));
  }

  @Test
  void theOutputOfAnHtlcTransactionIsClaimedAfterItsDelay() {
    var commitment = channel.aliceLocal(spec);
    Claim first = local(commitment).stream().filter(Claim::fixesLockTime).findFirst().orElseThrow();
    Transaction htlcTx = signed(List.of(first), channel.alice);
    Claim delayed = claim(htlcTx, 0, commitment.delayedWitnessScript(),
        new Unlock.LocalHtlcDelayed(commitment.keys().perCommitmentPoint()), 144, 0);
    check(delayed, channel.alice, htlcTx);
  }

  @Test
  void eachClaimOfTheRemoteCommitmentIsValid() {
    var commitment = channel.bobAtAlice(spec);
    assertThat(remote(commitment)).hasSize(9);
    remote(commitment).forEach(claim -> check(claim, channel.alice, commitment.unsigned()));
  }

  @Test
  void eachClaimOfARevokedCommitmentIsValidAloneAndAllTogether() {
    var commitment = channel.bobAtAlice(spec);
    List<Claim> claims = revoked(commitment);
    claims.forEach(claim -> check(claim, channel.alice, commitment.unsigned()));
    TestChannel.checkScripts(signed(claims, channel.alice), commitment.unsigned());
  }

  @Test
  void theCheatersHtlcTransactionIsPunishedToo() {
    var commitment = channel.bobLocal(spec);
    var signatures = channel.bobAtAlice(spec).sign(channel.alice);
    var secret = channel.bob.perCommitmentSecret(TestChannel.NUMBER);
    for (int i = 0; i < commitment.htlcTxs().size(); i++) {
      HtlcTx htlcTx = commitment.htlcTxs().get(i);
      Transaction tx = htlcTx.signed(signatures.htlcs().get(i),
          htlcTx.isSuccess() ? TestChannel.preimage(htlcTx.htlc().id().value()) : null);
      Claim claim = claim(tx, 0, channel.bobAtAlice(spec).delayedWitnessScript(), new Unlock.RevokedHtlcDelayed(secret), Claim.RBF, 0);
      check(claim, channel.alice, tx);
    }
  }

  @Test
  void claimsOfBothWaitingTimesGoIntoOneTransaction() {
    var commitment = channel.bobAtAlice(spec);
    Transaction tx = signed(remote(commitment), channel.alice);
    assertThat(tx.lockTime).isEqualTo(800_004);
    TestChannel.checkScripts(tx, commitment.unsigned());
  }

  @Test
  void htlcTransactionsOfOneLockTimeGoIntoOneWithOthersInputs() {
    var commitment = channel.aliceLocal(spec);
    List<Claim> successes = local(commitment).stream().filter(claim -> claim.unlock() instanceof Unlock.LocalHtlcSuccess).toList();
    assertThat(successes).hasSizeGreaterThan(1);
    TestChannel.checkScripts(signed(successes, channel.alice), commitment.unsigned());
  }

  @Test
  void aTransactionThatMayNotSpendTheClaimIsNotSigned() {
    var commitment = channel.aliceLocal(spec);
    Claim timeout = local(commitment).stream().filter(claim -> claim.unlock() instanceof Unlock.LocalHtlcTimeout).findFirst().orElseThrow();
    Transaction right = unsigned(List.of(timeout));
    TxIn input = right.txIn.getFirst();
    TxOut output = right.txOut.getFirst();
    var other = new TxIn(new OutPoint(input.outPoint.txid, 99), 1);
    var dearer = new TxOut(new fr.acinq.bitcoin.Satoshi(output.amount.toLong() + 1), output.publicKeyScript);
    Map<String, Transaction> wrong = Map.of(
        "input 0 spends", new Transaction(2, List.of(other), right.txOut, right.lockTime),
        "version 1", new Transaction(1, right.txIn, right.txOut, right.lockTime),
        "sequence 2", new Transaction(2, List.of(new TxIn(input.outPoint, 2)), right.txOut, right.lockTime),
        "lock time", new Transaction(2, right.txIn, right.txOut, right.lockTime + 1),
        "another output", new Transaction(2, right.txIn, List.of(dearer), right.lockTime));
    wrong.forEach((text, tx) -> assertThatThrownBy(() -> ClaimSigner.witness(tx, 0, timeout, channel.alice))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(text));
  }

  @Test
  void noTextShowsASecret() {
    var secret = channel.bob.perCommitmentSecret(TestChannel.NUMBER);
    List<Claim> all = new ArrayList<>(local(channel.aliceLocal(spec)));
    all.addAll(remote(channel.bobAtAlice(spec)));
    all.addAll(revoked(channel.bobAtAlice(spec)));
    assertThat(all.toString()).doesNotContain(secret.toHex());
    for (int id = 0; id < 8; id++) {
      assertThat(all.toString()).doesNotContain(TestChannel.preimage(id).value().toHex());
    }
  }
}
