package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.commitment.AnchorsZeroFeeHtlc;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Funding;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.commitment.HtlcTx;
import org.l2node.channels.commitment.OutputScripts;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SideParameters;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.resolution.Unlock;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

/** A channel between alice, whose sweeper is tested, and bob, funded on a chain, and both sides' commitments of one state. */
final class TestClose {
  static final int DELAY = 20;
  private static final CommitmentNumber NUMBER = new CommitmentNumber(7);

  final ChannelKeys alice;
  final ChannelKeys bob;
  final ChannelId channelId;
  final CommitmentTx local;
  final CommitmentTx remote;
  final CommitmentTx bobs;
  final CommitmentSignatures byBob;
  final CommitmentSignatures byAlice;
  private final RegtestChain chain;
  private final List<Htlc> htlcs;

  /** Funds the channel out of {@code funds} and confirms it; all of the capacity that is in no HTLC is shared equally. */
  TestClose(RegtestChain chain, Spender funder, Spender.Funds funds, long seed, long feerate, List<Htlc> htlcs) {
    this.chain = chain;
    this.htlcs = List.copyOf(htlcs);
    Random random = new Random(seed);
    alice = keys(random);
    bob = keys(random);
    long locked = htlcs.stream().mapToLong(htlc -> htlc.amount().msat()).sum();
    long capacity = 2_000_000 + locked / 1000;
    ByteVector script = Funding.scriptPubkey(alice.basepoints().fundingPubkey(), bob.basepoints().fundingPubkey());
    long change = funds.output().amount.toLong() - capacity - 1_000;
    Transaction funding = funder.spend(List.of(funds),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(capacity), script),
            new TxOut(new fr.acinq.bitcoin.Satoshi(change), funder.script())),
        0xfffffffdL, 0);
    chain.mineExactly(List.of(funding), funder.script());
    channelId = new ChannelId(funding.txid.value);
    OutPoint outpoint = new OutPoint(funding, 0);
    Funding ofAlice = new Funding(outpoint, new Satoshi(capacity), alice.basepoints().fundingPubkey(), bob.basepoints().fundingPubkey());
    Funding ofBob = new Funding(outpoint, new Satoshi(capacity), bob.basepoints().fundingPubkey(), alice.basepoints().fundingPubkey());
    SideParameters aliceSide = new SideParameters(alice.basepoints(), new Satoshi(354), new ToSelfDelay(DELAY));
    SideParameters bobSide = new SideParameters(bob.basepoints(), new Satoshi(354), new ToSelfDelay(DELAY));
    var format = new AnchorsZeroFeeHtlc();
    CommitmentParameters atAlice = new CommitmentParameters(Side.LOCAL, aliceSide, bobSide, format);
    CommitmentParameters atBob = new CommitmentParameters(Side.REMOTE, bobSide, aliceSide, format);
    MilliSatoshi half = new MilliSatoshi(1_000_000_000);
    CommitmentSpec spec = new CommitmentSpec(new FeeratePerKw(feerate), half, half, htlcs);
    CommitmentSpec mirrored = new CommitmentSpec(new FeeratePerKw(feerate), half, half, htlcs.stream().map(TestClose::mirrored).toList());
    PublicKey alicePoint = alice.perCommitmentPoint(NUMBER);
    PublicKey bobPoint = bob.perCommitmentPoint(NUMBER);
    local = CommitmentTx.build(ofAlice, atAlice, Side.LOCAL, NUMBER, CommitmentKeys.ofLocal(alice, bob.basepoints(), alicePoint), spec);
    remote = CommitmentTx.build(ofAlice, atAlice, Side.REMOTE, NUMBER, CommitmentKeys.ofRemote(alice, bob.basepoints(), bobPoint), spec);
    bobs = CommitmentTx.build(ofBob, atBob, Side.LOCAL, NUMBER, CommitmentKeys.ofLocal(bob, alice.basepoints(), bobPoint), mirrored);
    byBob = CommitmentTx
        .build(ofBob, atBob, Side.REMOTE, NUMBER, CommitmentKeys.ofRemote(bob, alice.basepoints(), alicePoint), mirrored).sign(bob);
    byAlice = remote.sign(alice);
  }

  static Htlc htlc(int id, Direction direction, long amountSat, int expiry) {
    return new Htlc(direction, new HtlcId(id), new MilliSatoshi(amountSat * 1000), preimage(id).hash(), new CltvExpiry(expiry));
  }

  private static Htlc mirrored(Htlc htlc) {
    Direction other = htlc.direction() == Direction.INCOMING ? Direction.OUTGOING : Direction.INCOMING;
    return new Htlc(other, htlc.id(), htlc.amount(), htlc.paymentHash(), htlc.cltvExpiry());
  }

  static PaymentPreimage preimage(long id) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) id;
    bytes[1] = (byte) (id >> 8);
    return new PaymentPreimage(new ByteVector32(bytes));
  }

  private static ByteVector32 bytes32(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return new ByteVector32(bytes);
  }

  private static PrivateKey key(Random random) {
    return new PrivateKey(bytes32(random));
  }

  private static ChannelKeys keys(Random random) {
    return new ChannelKeys(key(random), key(random), key(random), key(random), key(random), bytes32(random));
  }

  Transaction localCommitment() {
    return local.signed(alice, byBob.commitment());
  }

  Transaction remoteCommitment() {
    return bobs.signed(bob, byAlice.commitment());
  }

  private int height() {
    return chain.tip().block().height().value();
  }

  /** Confirms a commitment in a block of its own. */
  void confirm(Transaction commitment, Spender miner) {
    chain.mineExactly(List.of(commitment), miner.script());
  }

  /**
   * What alice may claim of her own commitment, once it is confirmed.
   *
   * @param outgoingDeadline the highest block for a timeout; null: none
   */
  List<Claim> ofLocal(@Nullable Integer outgoingDeadline) {
    PublicKey point = local.keys().perCommitmentPoint();
    List<Claim> claims = new ArrayList<>();
    int confirmed = height();
    claims.add(claim(local.unsigned(), local.toLocalOutput().getAsInt(), local.delayedWitnessScript(), new Unlock.ToLocal(point), DELAY, 0,
        confirmed + DELAY, null, 50));
    for (int i = 0; i < local.htlcTxs().size(); i++) {
      HtlcTx tx = local.htlcTxs().get(i);
      TxOut paired = tx.unsigned().txOut.getFirst();
      ByteVector64 signature = byBob.htlcs().get(i);
      int expiry = (int) tx.htlc().cltvExpiry().value();
      claims.add(tx.isSuccess()
          ? claim(local.unsigned(), tx.outputIndex(), tx.witnessScript(),
              new Unlock.LocalHtlcSuccess(point, signature, paired, preimage(tx.htlc().id().value())), 1, 0, confirmed + 1, expiry, 50)
          : claim(local.unsigned(), tx.outputIndex(), tx.witnessScript(), new Unlock.LocalHtlcTimeout(point, signature, paired), 1, expiry,
              expiry + 1, outgoingDeadline, 50));
    }
    return claims;
  }

  /** What alice may claim of bob's commitment, once it is confirmed. */
  List<Claim> ofRemote(@Nullable Integer outgoingDeadline) {
    PublicKey point = remote.keys().perCommitmentPoint();
    List<Claim> claims = new ArrayList<>();
    int confirmed = height();
    claims.add(claim(remote.unsigned(), remote.toRemoteOutput().getAsInt(), OutputScripts.toRemote(alice.basepoints().paymentBasepoint()),
        new Unlock.ToRemote(), 1, 0, confirmed + 1, null, 50));
    for (HtlcTx tx : remote.htlcTxs()) {
      int expiry = (int) tx.htlc().cltvExpiry().value();
      claims.add(tx.isSuccess() // bob's, of what alice offered
          ? claim(remote.unsigned(), tx.outputIndex(), tx.witnessScript(), new Unlock.RemoteHtlcTimeout(point), 1, expiry, expiry + 1,
              outgoingDeadline, 50)
          : claim(remote.unsigned(), tx.outputIndex(), tx.witnessScript(),
              new Unlock.RemoteHtlcSuccess(point, preimage(tx.htlc().id().value())), 1, 0, confirmed + 1, expiry, 50));
    }
    return claims;
  }

  /** What alice may claim of bob's commitment if he had revoked it. */
  List<Claim> ofRevoked() {
    PrivateKey secret = bob.perCommitmentSecret(NUMBER);
    List<Claim> claims = new ArrayList<>();
    int confirmed = height();
    claims.add(claim(remote.unsigned(), remote.toRemoteOutput().getAsInt(), OutputScripts.toRemote(alice.basepoints().paymentBasepoint()),
        new Unlock.ToRemote(), 1, 0, confirmed + 1, null, 50));
    claims.add(claim(remote.unsigned(), remote.toLocalOutput().getAsInt(), remote.delayedWitnessScript(), new Unlock.RevokedToLocal(secret),
        Claim.RBF, 0, confirmed + 1, confirmed + DELAY - 1, 100));
    for (HtlcTx tx : remote.htlcTxs()) {
      claims.add(claim(remote.unsigned(), tx.outputIndex(), tx.witnessScript(), new Unlock.RevokedHtlc(secret), Claim.RBF, 0, confirmed + 1,
          confirmed + DELAY - 1, 100));
    }
    return claims;
  }

  /** Alice's anchor in a commitment that is not confirmed. */
  Claim anchor(CommitmentTx commitment, Transaction signed, @Nullable Integer deadline, long budget) {
    return new Claim(new OutPoint(signed, commitment.anchorOutput(Side.LOCAL).getAsInt()), new Satoshi(330),
        OutputScripts.anchor(alice.basepoints().fundingPubkey()), new Unlock.Anchor(signed, commitment.fee()), Claim.RBF, 0,
        new BlockHeight(1), deadline == null ? null : new BlockHeight(deadline), new Satoshi(budget));
  }

  private static Claim claim(Transaction parent, int output, ByteVector script, Unlock unlock, long sequence, long lockTime, int validFrom,
      @Nullable Integer deadline, int budgetPercent) {
    Satoshi amount = new Satoshi(parent.txOut.get(output).amount.toLong());
    return new Claim(new OutPoint(parent, output), amount, script, unlock, sequence, lockTime, new BlockHeight(validFrom),
        deadline == null ? null : new BlockHeight(deadline), new Satoshi(amount.sat() * budgetPercent / 100));
  }

  /** Bob's HTLC transaction of an output of his own commitment, with a coin of his for the fee. */
  Transaction spendByBob(OutPoint outPoint, Spender.Funds coin, Spender owner, long fee) {
    for (int i = 0; i < bobs.htlcTxs().size(); i++) {
      HtlcTx htlcTx = bobs.htlcTxs().get(i);
      if (htlcTx.input().equals(outPoint)) {
        Transaction plain = htlcTx.unsigned();
        TxOut change = new TxOut(new fr.acinq.bitcoin.Satoshi(coin.output().amount.toLong() - fee), owner.script());
        Transaction tx = new Transaction(2,
            List.of(plain.txIn.getFirst(), new TxIn(coin.outPoint(), ByteVector.empty, 0xfffffffdL, new ScriptWitness())),
            List.of(plain.txOut.getFirst(), change), plain.lockTime);
        byte[] signature = tx.signInput(1, Script.pay2pkh(owner.key().publicKey()), SigHash.SIGHASH_ALL, coin.output().amount,
            SigVersion.SIGVERSION_WITNESS_V0, owner.key());
        tx = tx.updateWitness(1, Script.witnessPay2wpkh(owner.key().publicKey(), new ByteVector(signature)));
        PaymentPreimage shown = htlcTx.isSuccess() ? preimage(htlcTx.htlc().id().value()) : null;
        return tx.updateWitness(0, htlcTx.witness(tx, 0, byAlice.htlcs().get(i), shown));
      }
    }
    throw new IllegalArgumentException("no HTLC output: " + outPoint);
  }

  List<Htlc> htlcs() {
    return htlcs;
  }
}
