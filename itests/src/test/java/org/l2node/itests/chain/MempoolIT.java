package org.l2node.itests.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.l2node.channels.commitment.AnchorsZeroFeeHtlc;
import org.l2node.channels.commitment.ClosingParameters;
import org.l2node.channels.commitment.ClosingTx;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Funding;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.commitment.HtlcTx;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SideParameters;
import org.l2node.channels.commitment.Sweep;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.WithBitcoind;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.MempoolVerdict;

/** What the channels build is taken by a real full node's mempool: commitments, HTLC transactions, sweeps, mutual closes. */
class MempoolIT extends WithBitcoind {
  private static final Satoshi CAPACITY = new Satoshi(1_000_000);
  private static final Satoshi DUST_LIMIT = new Satoshi(354);
  private static final CommitmentNumber NUMBER = new CommitmentNumber(42);
  private static final FeeratePerKw FEERATE = new FeeratePerKw(2_500);
  private static final long BUMP_SAT = 2_000;
  private static final int DELAY = 12;
  private static final int EXPIRY = 8;
  private static final ByteVector P2WPKH = ByteVector.fromHex("0014" + "ab".repeat(20));
  private static final ByteVector P2WSH = ByteVector.fromHex("0020" + "cd".repeat(32));
  private static final ByteVector P2TR = ByteVector.fromHex("5120" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

  private final ChannelKeys alice = NodeKeys.fromSeed(new byte[64], Chain.Regtest.INSTANCE).channel(1);
  private final ChannelKeys bob = NodeKeys.fromSeed(new byte[64], Chain.Regtest.INSTANCE).channel(2);

  private static int height() throws ChainUnreachableException {
    return chain.tip().block().height().value();
  }

  private static MempoolVerdict verdict(Transaction tx) throws ChainUnreachableException {
    return chain.testMempoolAccept(List.of(tx)).getFirst();
  }

  private static void assertTaken(Transaction tx, Satoshi fee) throws ChainUnreachableException {
    MempoolVerdict verdict = verdict(tx);
    assertThat(verdict.reason()).isEmpty();
    assertThat(verdict.allowed()).isTrue();
    assertThat(verdict.fee()).isEqualTo(fee);
  }

  private static void assertTaken(Transaction tx) throws ChainUnreachableException {
    assertThat(verdict(tx).allowed()).as(verdict(tx).reason()).isTrue();
  }

  private static void assertNotYet(Transaction tx, String reason) throws ChainUnreachableException {
    assertThat(verdict(tx).allowed()).isFalse();
    assertThat(verdict(tx).reason()).contains(reason);
  }

  private static void confirm(Transaction tx) throws ChainUnreachableException {
    assertThat(chain.broadcast(tx)).isEqualTo(new BroadcastResult.Accepted());
    bitcoind.mine(1);
  }

  /** A confirmed output that both sides share. */
  private OutPoint fund() {
    ByteVector script = Funding.scriptPubkey(alice.basepoints().fundingPubkey(), bob.basepoints().fundingPubkey());
    String txid = bitcoind.send(bitcoind.call("decodescript", script.toHex()).get("address").asText(), CAPACITY);
    bitcoind.mine(1);
    Transaction tx = Transaction.read(bitcoind.call("gettransaction", txid).get("hex").asText());
    for (int i = 0; i < tx.txOut.size(); i++) {
      if (tx.txOut.get(i).publicKeyScript.equals(script)) {
        return new OutPoint(new TxId(txid), i);
      }
    }
    throw new AssertionError("no funding output in " + txid);
  }

  /** The channel as one of the two sees it; alice has opened it. */
  private record View(ChannelKeys own, ChannelKeys other, boolean isAlice, OutPoint outPoint) {
    Funding funding() {
      return new Funding(outPoint, CAPACITY, own.basepoints().fundingPubkey(), other.basepoints().fundingPubkey());
    }

    CommitmentParameters parameters() {
      return new CommitmentParameters(isAlice ? Side.LOCAL : Side.REMOTE, side(own), side(other), new AnchorsZeroFeeHtlc());
    }

    private static SideParameters side(ChannelKeys keys) {
      return new SideParameters(keys.basepoints(), DUST_LIMIT, new ToSelfDelay(DELAY));
    }

    CommitmentTx local(CommitmentSpec spec) {
      CommitmentKeys keys = CommitmentKeys.ofLocal(own, other.basepoints(), own.perCommitmentPoint(NUMBER));
      return CommitmentTx.build(funding(), parameters(), Side.LOCAL, NUMBER, keys, spec);
    }

    /** What the other one countersigns. */
    CommitmentSignatures countersignatures(CommitmentSpec spec) {
      View others = new View(/* own= */ other, /* other= */ own, !isAlice, outPoint);
      CommitmentKeys keys = CommitmentKeys.ofRemote(other, own.basepoints(), own.perCommitmentPoint(NUMBER));
      return CommitmentTx.build(others.funding(), others.parameters(), Side.REMOTE, NUMBER, keys, mirrored(spec)).sign(other);
    }

    private static CommitmentSpec mirrored(CommitmentSpec spec) {
      List<Htlc> htlcs = spec.htlcs().stream().map(htlc -> new Htlc(
          htlc.direction() == Direction.INCOMING ? Direction.OUTGOING : Direction.INCOMING, htlc.id(), htlc.amount(), htlc.paymentHash(),
          htlc.cltvExpiry())).toList();
      return new CommitmentSpec(spec.feerate(), /* toLocal= */ spec.toRemote(), /* toRemote= */ spec.toLocal(), htlcs);
    }
  }

  private View view(Side opener, OutPoint outPoint) {
    return opener == Side.LOCAL ? new View(alice, bob, true, outPoint) : new View(bob, alice, false, outPoint);
  }

  private static PaymentPreimage preimage(long id) {
    return new PaymentPreimage(new ByteVector32("0" + id + "ab".repeat(31)));
  }

  /** Three HTLCs each way, one of each trimmed, as the view's side sees them. */
  private static CommitmentSpec spec(FeeratePerKw feerate, int expiry) {
    List<Htlc> htlcs = new ArrayList<>();
    long locked = 0;
    for (int i = 0; i < 6; i++) {
      MilliSatoshi amount = new MilliSatoshi(i < 4 ? 50_000_000L + i * 1_000_001L : 200_000L);
      htlcs.add(new Htlc(i % 2 == 0 ? Direction.OUTGOING : Direction.INCOMING, new HtlcId(i / 2), amount, preimage(i).hash(),
          new CltvExpiry(expiry)));
      locked += amount.msat();
    }
    long half = (CAPACITY.sat() * 1000 - locked) / 2;
    return new CommitmentSpec(feerate, new MilliSatoshi(half), new MilliSatoshi(CAPACITY.sat() * 1000 - locked - half), htlcs);
  }

  private static PaymentPreimage preimageOf(HtlcTx tx) {
    for (long i = 0; i < 6; i++) {
      if (preimage(i).hash().equals(tx.htlc().paymentHash())) {
        return preimage(i);
      }
    }
    throw new AssertionError(tx.toString());
  }

  /** The HTLC transaction with an input of bitcoind's wallet that pays its fee. */
  private static Transaction bumped(HtlcTx htlc, fr.acinq.bitcoin.ByteVector64 remoteSignature) {
    JsonNode coin = bitcoind.call("listunspent").get(0);
    bitcoind.call("lockunspent", false, List.of(java.util.Map.of("txid", coin.get("txid").asText(), "vout", coin.get("vout").asInt())));
    Transaction plain = htlc.unsigned();
    ByteVector change = ByteVector.fromHex(coin.get("scriptPubKey").asText());
    long left = coin.get("amount").decimalValue().movePointRight(8).longValueExact() - BUMP_SAT;
    Transaction tx = new Transaction(
        2,
        List.of(plain.txIn.getFirst(), new TxIn(new OutPoint(new TxId(coin.get("txid").asText()), coin.get("vout").asLong()), 0xfffffffdL)),
        List.of(plain.txOut.getFirst(), new TxOut(new fr.acinq.bitcoin.Satoshi(left), change)),
        plain.lockTime);
    Transaction half = tx.updateWitness(0, htlc.witness(tx, 0, remoteSignature, htlc.isSuccess() ? preimageOf(htlc) : null));
    Transaction signed = Transaction.read(bitcoind.call("signrawtransactionwithwallet", half.toString()).get("hex").asText());
    assertThat(signed.txIn.getFirst().witness).isEqualTo(half.txIn.getFirst().witness);
    return signed;
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void commitmentsAreTaken(Side opener) throws ChainUnreachableException {
    View view = view(opener, fund());
    for (FeeratePerKw feerate : List.of(FeeratePerKw.FLOOR, FEERATE, new FeeratePerKw(10_000))) {
      CommitmentSpec spec = spec(feerate, height() + EXPIRY);
      CommitmentTx commitment = view.local(spec);
      assertThat(commitment.verify(view.countersignatures(spec))).isEmpty();
      assertTaken(commitment.signed(view.own(), view.countersignatures(spec).commitment()), commitment.fee());
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void everythingAfterACommitmentIsTakenInItsTime(Side opener) throws ChainUnreachableException {
    View view = view(opener, fund());
    CommitmentSpec spec = spec(FEERATE, height() + EXPIRY);
    CommitmentTx commitment = view.local(spec);
    CommitmentSignatures signatures = view.countersignatures(spec);
    Transaction parent = commitment.signed(view.own(), signatures.commitment());
    confirm(parent);
    int confirmedAt = height();

    List<Transaction> htlcTxs = new ArrayList<>();
    assertThat(commitment.htlcTxs()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      HtlcTx htlc = commitment.htlcTxs().get(i);
      Transaction bumped = bumped(htlc, signatures.htlcs().get(i));
      htlcTxs.add(bumped);
      if (htlc.isSuccess()) {
        assertTaken(bumped, new Satoshi(BUMP_SAT));
        assertNotYet(htlc.signed(signatures.htlcs().get(i), preimageOf(htlc)), "fee not met");
      } else {
        assertNotYet(bumped, "non-final");
      }
    }
    assertTaken(Sweep.toRemote(parent, view.other(), P2WPKH, FEERATE).orElseThrow());

    bitcoind.mine((int) spec.htlcs().getFirst().cltvExpiry().value() - height());
    for (Transaction htlcTx : htlcTxs) {
      assertTaken(htlcTx, new Satoshi(BUMP_SAT));
      assertThat(chain.broadcast(htlcTx)).isEqualTo(new BroadcastResult.Accepted());
    }
    bitcoind.mine(1);

    Transaction sweep = Sweep.delayed(commitment, view.parameters(), view.own(), P2TR, FEERATE).orElseThrow();
    bitcoind.mine(confirmedAt + DELAY - 2 - height());
    assertNotYet(sweep, "non-BIP68-final");
    bitcoind.mine(1);
    assertTaken(sweep);
    confirm(sweep);
    List<Transaction> sweeps = new ArrayList<>();
    for (Transaction htlcTx : htlcTxs) {
      sweeps.add(Sweep.delayedHtlc(htlcTx, 0, commitment, view.parameters(), view.own(), P2WSH, FEERATE).orElseThrow());
      assertNotYet(sweeps.getLast(), "non-BIP68-final");
    }
    bitcoind.mine(DELAY);
    for (Transaction htlcSweep : sweeps) {
      assertTaken(htlcSweep);
    }
  }

  @Test
  void mutualClosesAreTaken() throws ChainUnreachableException {
    OutPoint outPoint = fund();
    Funding alices = view(Side.LOCAL, outPoint).funding();
    Funding bobs = view(Side.REMOTE, outPoint).funding();
    MilliSatoshi toAlice = new MilliSatoshi(700_000_123);
    MilliSatoshi toBob = new MilliSatoshi(CAPACITY.sat() * 1000 - toAlice.msat());
    for (ByteVector script : List.of(P2WPKH, P2WSH, P2TR)) {
      ClosingParameters ours = new ClosingParameters(alices, Side.LOCAL, toAlice, toBob, script, P2WPKH, DUST_LIMIT, DUST_LIMIT);
      ClosingParameters theirs = new ClosingParameters(bobs, Side.REMOTE, toBob, toAlice, P2WPKH, script, DUST_LIMIT, DUST_LIMIT);
      ClosingTx closing = ours.build(ours.fee(FeeratePerKw.FLOOR)).orElseThrow();
      ClosingTx others = theirs.build(theirs.fee(FeeratePerKw.FLOOR)).orElseThrow();
      assertThat(closing.isSignedByRemote(others.sign(bob))).isTrue();
      assertTaken(closing.signed(alice, others.sign(bob)), closing.fee());
      assertThat(others.signed(bob, closing.sign(alice))).isEqualTo(closing.signed(alice, others.sign(bob)));
    }
    ClosingParameters allOfIt = new ClosingParameters(alices, Side.LOCAL, CAPACITY.toMilliSatoshi(), MilliSatoshi.ZERO, P2TR, P2WPKH,
        DUST_LIMIT, DUST_LIMIT);
    ClosingParameters nothing = new ClosingParameters(bobs, Side.REMOTE, MilliSatoshi.ZERO, CAPACITY.toMilliSatoshi(), P2WPKH, P2TR,
        DUST_LIMIT, DUST_LIMIT);
    ClosingTx one = allOfIt.build(allOfIt.fee(FEERATE)).orElseThrow();
    Transaction last = one.signed(alice, nothing.build(nothing.fee(FEERATE)).orElseThrow().sign(bob));
    assertTaken(last, one.fee());
    confirm(last);
  }
}
