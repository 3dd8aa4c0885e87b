package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/** Every way to spend an output of a commitment, run by the library's script interpreter. */
class ScriptSpendTest {
  private static final FeeratePerKw FEERATE = new FeeratePerKw(1000);

  private final TestChannel channel = new TestChannel(11);
  private final CommitmentSpec spec = TestChannel.spec(2500, 300_000, TestChannel.htlcs(8, 20_000_000));

  private Transaction aliceSigned() {
    var commitment = channel.aliceLocal(spec);
    return commitment.signed(channel.alice, channel.aliceAtBob(spec).sign(channel.bob).commitment());
  }

  private Transaction bobSigned() {
    var commitment = channel.bobLocal(spec);
    return commitment.signed(channel.bob, channel.bobAtAlice(spec).sign(channel.alice).commitment());
  }

  @Test
  void commitmentsOfBothSidesSpendTheFunding() {
    TestChannel.checkScripts(aliceSigned(), Map.of(channel.outpoint, channel.aliceFunding().output()));
    TestChannel.checkScripts(bobSigned(), Map.of(channel.outpoint, channel.bobFunding().output()));
    assertThat(channel.aliceFunding().output()).isEqualTo(channel.bobFunding().output());
  }

  @Test
  void wrongSignatureDoesNotSpendTheFunding() {
    var commitment = channel.aliceLocal(spec);
    var forged = commitment.signed(channel.alice, channel.bobAtAlice(spec).sign(channel.alice).commitment());
    assertThatThrownBy(() -> TestChannel.checkScripts(forged, Map.of(channel.outpoint, channel.aliceFunding().output())))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void broadcasterSweepsItsDelayedOutput() {
    var alices = Sweep.delayed(channel.aliceLocal(spec), channel.aliceParameters(), channel.alice, TestChannel.P2TR, FEERATE).orElseThrow();
    TestChannel.checkScripts(alices, aliceSigned());
    assertThat(alices.txIn.getFirst().sequence).isEqualTo(144);
    assertThat(alices.txOut.getFirst().publicKeyScript).isEqualTo(TestChannel.P2TR);
    var bobs = Sweep.delayed(channel.bobLocal(spec), channel.bobParameters(), channel.bob, TestChannel.P2WPKH, FEERATE).orElseThrow();
    TestChannel.checkScripts(bobs, bobSigned());
    assertThat(bobs.txIn.getFirst().sequence).isEqualTo(720);
  }

  @Test
  void delayedOutputCannotBeSweptBeforeItsDelay() {
    var sweep = Sweep.delayed(channel.aliceLocal(spec), channel.aliceParameters(), channel.alice, TestChannel.P2TR, FEERATE).orElseThrow();
    var early = new Transaction(
        2, List.of(new TxIn(sweep.txIn.getFirst().outPoint, ByteVector.empty, 143, sweep.txIn.getFirst().witness)), sweep.txOut, 0);
    assertThatThrownBy(() -> TestChannel.checkScripts(early, aliceSigned())).isInstanceOf(RuntimeException.class);
  }

  @Test
  void countersignatorySweepsItsOutputOfEitherCommitment() {
    var bobs = Sweep.toRemote(aliceSigned(), channel.bob, TestChannel.P2WSH, FEERATE).orElseThrow();
    TestChannel.checkScripts(bobs, aliceSigned());
    assertThat(bobs.txIn.getFirst().sequence).isEqualTo(1);
    TestChannel.checkScripts(Sweep.toRemote(bobSigned(), channel.alice, TestChannel.P2TR, FEERATE).orElseThrow(), bobSigned());
    // The broadcaster has no to_remote output of its own.
    assertThat(Sweep.toRemote(aliceSigned(), channel.alice, TestChannel.P2WSH, FEERATE)).isEmpty();
  }

  @Test
  void sweepPaysTheFeeAskedFor() {
    for (ByteVector script : List.of(TestChannel.P2WPKH, TestChannel.P2WSH, TestChannel.P2TR)) {
      var delayed = Sweep.delayed(channel.aliceLocal(spec), channel.aliceParameters(), channel.alice, script, FEERATE).orElseThrow();
      assertFeerate(delayed, aliceSigned());
      assertFeerate(Sweep.toRemote(aliceSigned(), channel.bob, script, FEERATE).orElseThrow(), aliceSigned());
    }
  }

  private static void assertFeerate(Transaction tx, Transaction parent) {
    long fee = parent.txOut.get((int) tx.txIn.getFirst().outPoint.index).amount.toLong() - tx.txOut.getFirst().amount.toLong();
    // A signature has 71 or 72 bytes (rarely fewer), where 73 are counted.
    assertThat(fee).isBetween(FEERATE.fee(tx.weight()).sat(), FEERATE.fee(tx.weight() + 8).sat());
  }

  @Test
  void sweepThatLeavesOnlyDustIsNotMade() {
    var dear = new FeeratePerKw(2_000_000);
    assertThat(Sweep.delayed(channel.aliceLocal(spec), channel.aliceParameters(), channel.alice, TestChannel.P2TR, dear)).isEmpty();
    assertThat(Sweep.toRemote(aliceSigned(), channel.bob, TestChannel.P2TR, dear)).isEmpty();
  }

  @Test
  void htlcTransactionsOfBothSidesSpendTheirOutputsAndAreSwept() {
    checkHtlcTransactions(channel.aliceLocal(spec), aliceSigned(), channel.aliceAtBob(spec).sign(channel.bob), true);
    checkHtlcTransactions(channel.bobLocal(spec), bobSigned(), channel.bobAtAlice(spec).sign(channel.alice), false);
  }

  private void checkHtlcTransactions(CommitmentTx commitment, Transaction parent, CommitmentSignatures signatures, boolean isAlices) {
    assertThat(commitment.verify(signatures)).isEmpty();
    assertThat(commitment.htlcTxs()).hasSize(8);
    var keys = isAlices ? channel.alice : channel.bob;
    var parameters = isAlices ? channel.aliceParameters() : channel.bobParameters();
    for (int i = 0; i < 8; i++) {
      var htlcTx = commitment.htlcTxs().get(i);
      var preimage = htlcTx.isSuccess() ? TestChannel.preimage(htlcTx.htlc().id().value()) : null;
      var tx = htlcTx.signed(signatures.htlcs().get(i), preimage);
      TestChannel.checkScripts(tx, parent);
      assertThat(tx.lockTime).isEqualTo(htlcTx.isSuccess() ? 0 : htlcTx.htlc().cltvExpiry().value());
      assertThat(tx.txOut.getFirst().amount.toLong()).isEqualTo(htlcTx.htlc().amount().msat() / 1000);
      long expected = htlcTx.isSuccess() ? AnchorsZeroFeeHtlc.HTLC_SUCCESS_WEIGHT : AnchorsZeroFeeHtlc.HTLC_TIMEOUT_WEIGHT;
      assertThat((long) tx.weight()).isBetween(expected - 12, expected);
      var sweep = Sweep.delayedHtlc(tx, 0, commitment, parameters, keys, TestChannel.P2WPKH, FEERATE).orElseThrow();
      TestChannel.checkScripts(sweep, tx);
    }
  }

  @Test
  void htlcTransactionMayBeGivenInputsThatPayItsFee() {
    var commitment = channel.aliceLocal(spec);
    var signatures = channel.aliceAtBob(spec).sign(channel.bob);
    var htlcTx = commitment.htlcTxs().getFirst();
    var plain = htlcTx.unsigned();
    var feeKey = new PrivateKey(fr.acinq.bitcoin.ByteVector32.fromValidHex("55".repeat(32)));
    var feeScript = fr.acinq.bitcoin.Script.write(fr.acinq.bitcoin.Script.pay2wpkh(feeKey.publicKey()));
    var feeOutput = new TxOut(new fr.acinq.bitcoin.Satoshi(50_000), feeScript);
    var feeInput = new OutPoint(aliceSigned().txid, 99);
    var bumped = new Transaction(
        2,
        List.of(plain.txIn.getFirst(), new TxIn(feeInput, 0)),
        List.of(plain.txOut.getFirst(), new TxOut(new fr.acinq.bitcoin.Satoshi(40_000), TestChannel.P2TR)),
        plain.lockTime);
    var preimage = htlcTx.isSuccess() ? TestChannel.preimage(htlcTx.htlc().id().value()) : null;
    var feeSignature = bumped.signInput(
        1, fr.acinq.bitcoin.Script.pay2pkh(feeKey.publicKey()), SigHash.SIGHASH_ALL, feeOutput.amount, 1, feeKey);
    var signed = bumped.updateWitness(0, htlcTx.witness(bumped, 0, signatures.htlcs().getFirst(), preimage))
        .updateWitness(1, fr.acinq.bitcoin.Script.witnessPay2wpkh(feeKey.publicKey(), new ByteVector(feeSignature)));
    TestChannel.checkScripts(
        signed, Map.of(htlcTx.input(), aliceSigned().txOut.get(htlcTx.outputIndex()), feeInput, feeOutput));
  }

  @Test
  void htlcTransactionNeedsThePreimageIfAndOnlyIfItIsASuccess() {
    var signatures = channel.aliceAtBob(spec).sign(channel.bob);
    for (HtlcTx htlcTx : channel.aliceLocal(spec).htlcTxs()) {
      var wrong = htlcTx.isSuccess() ? null : TestChannel.preimage(htlcTx.htlc().id().value());
      assertThatThrownBy(() -> htlcTx.signed(signatures.htlcs().getFirst(), wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void countersignatoryClaimsHtlcOutputs() {
    // What BOLT 5 will do for the peer's commitments: with the preimage, and after the expiry.
    var commitment = channel.bobAtAlice(spec);
    for (HtlcTx htlcTx : commitment.htlcTxs()) {
      var offeredByBob = !htlcTx.isSuccess();
      var lockTime = offeredByBob ? 0 : htlcTx.htlc().cltvExpiry().value();
      var shown = offeredByBob ? TestChannel.preimage(htlcTx.htlc().id().value()).value() : ByteVector.empty;
      TestChannel.checkScripts(claim(htlcTx, lockTime, commitment.keys().localHtlcKey(), shown), bobSigned());
    }
  }

  private static Transaction claim(HtlcTx htlcTx, long lockTime, PrivateKey key, ByteVector shown) {
    var tx = new Transaction(
        2, List.of(new TxIn(htlcTx.input(), 1)), List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(5_000), TestChannel.P2TR)), lockTime);
    return tx.updateWitness(0,
        new ScriptWitness(List.of(sign(tx, htlcTx.witnessScript(), htlcTx.amount(), key), shown, htlcTx.witnessScript())));
  }

  @Test
  void revokedCommitmentLosesEverything() {
    var commitment = channel.bobAtAlice(spec);
    var key = channel.alice.revocationKey(channel.bob.perCommitmentSecret(TestChannel.NUMBER));
    var inputs = new ArrayList<TxIn>();
    var scripts = new ArrayList<ByteVector>();
    inputs.add(new TxIn(new OutPoint(commitment.unsigned(), commitment.toLocalOutput().getAsInt()), TxIn.SEQUENCE_FINAL));
    scripts.add(commitment.delayedWitnessScript());
    for (HtlcTx htlcTx : commitment.htlcTxs()) {
      inputs.add(new TxIn(htlcTx.input(), TxIn.SEQUENCE_FINAL));
      scripts.add(htlcTx.witnessScript());
    }
    var tx = new Transaction(2, inputs, List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(5_000), TestChannel.P2TR)), 0);
    var witnesses = new ArrayList<ScriptWitness>();
    for (int i = 0; i < inputs.size(); i++) {
      var amount = new Satoshi(commitment.unsigned().txOut.get((int) inputs.get(i).outPoint.index).amount.toLong());
      var hash = Sighash.ofInput(tx, i, scripts.get(i).toByteArray(), amount, SigHash.SIGHASH_ALL);
      var signature = Signatures.witnessElement(Signatures.sign(hash, key), SigHash.SIGHASH_ALL);
      var selector = i == 0 ? new ByteVector(new byte[]{1}) : key.publicKey().value;
      witnesses.add(new ScriptWitness(List.of(signature, selector, scripts.get(i))));
    }
    TestChannel.checkScripts(tx.updateWitnesses(witnesses), bobSigned());
  }

  @Test
  void eachAnchorIsItsOwnersAndAfterSixteenBlocksAnyones() {
    var commitment = channel.aliceLocal(spec);
    checkAnchor(commitment.anchorOutput(Side.LOCAL).getAsInt(), channel.alice.fundingKey());
    checkAnchor(commitment.anchorOutput(Side.REMOTE).getAsInt(), channel.bob.fundingKey());
  }

  private void checkAnchor(int output, PrivateKey key) {
    var script = new ByteVector(Scripts.anchor(key.publicKey()));
    var tx = new Transaction(
        2, List.of(new TxIn(new OutPoint(aliceSigned(), output), 16)),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(0), TestChannel.P2TR)), 0);
    TestChannel.checkScripts(
        tx.updateWitness(0, new ScriptWitness(List.of(sign(tx, script, new Satoshi(330), key), script))), aliceSigned());
    TestChannel.checkScripts(tx.updateWitness(0, new ScriptWitness(List.of(ByteVector.empty, script))), aliceSigned());
    var early = new Transaction(2, List.of(new TxIn(new OutPoint(aliceSigned(), output), 15)), tx.txOut, 0);
    assertThatThrownBy(
        () -> TestChannel.checkScripts(early.updateWitness(0, new ScriptWitness(List.of(ByteVector.empty, script))), aliceSigned()))
        .isInstanceOf(RuntimeException.class);
  }

  private static ByteVector sign(Transaction tx, ByteVector script, Satoshi amount, PrivateKey key) {
    ByteVector64 signature = Signatures.sign(Sighash.ofInput(tx, 0, script.toByteArray(), amount, SigHash.SIGHASH_ALL), key);
    return Signatures.witnessElement(signature, SigHash.SIGHASH_ALL);
  }
}
