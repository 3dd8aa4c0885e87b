package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.Bolt3Vectors;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;

/** The vectors of BOLT 3 with option_anchors. */
class CommitmentVectorTest {
  private static final JsonNode FILE = Bolt3Vectors.read("anchors-commitments");
  private static final JsonNode KEYS = FILE.get("keys");
  private static final PrivateKey UNUSED = PrivateKey.fromHex("77".repeat(32));
  private static final ByteVector32 UNUSED_SEED = ByteVector32.fromValidHex("78".repeat(32));
  private static final PublicKey POINT = PublicKey.fromHex(KEYS.get("localPerCommitmentPoint").textValue());
  private static final CommitmentNumber NUMBER = new CommitmentNumber(FILE.get("commitmentNumber").asLong());

  /** The HTLC basepoints of the vectors are the payment basepoints. */
  private static final ChannelKeys LOCAL = new ChannelKeys(
      key("localFundingPrivkey"), UNUSED, key("localPaymentBasepointSecret"), key("localDelayedPaymentBasepointSecret"),
      key("localPaymentBasepointSecret"), UNUSED_SEED);
  private static final ChannelKeys REMOTE = new ChannelKeys(
      key("remoteFundingPrivkey"), key("remoteRevocationBasepointSecret"), key("remotePaymentBasepointSecret"), UNUSED,
      key("remotePaymentBasepointSecret"), UNUSED_SEED);

  static List<JsonNode> commitments() {
    return Bolt3Vectors.list(FILE.get("commitments"));
  }

  private static PrivateKey key(String name) {
    return PrivateKey.fromHex(KEYS.get(name).textValue());
  }

  @Test
  void keysMatchBolt3() {
    var keys = CommitmentKeys.ofLocal(LOCAL, REMOTE.basepoints(), POINT);
    assertThat(keys.broadcasterDelayedPubkey().toHex()).isEqualTo(KEYS.get("localDelayedpubkey").textValue());
    assertThat(keys.broadcasterHtlcPubkey().toHex()).isEqualTo(KEYS.get("localHtlcpubkey").textValue());
    assertThat(keys.countersignatoryHtlcPubkey().toHex()).isEqualTo(KEYS.get("remoteHtlcpubkey").textValue());
    assertThat(keys.revocationPubkey().toHex()).isEqualTo(KEYS.get("localRevocationPubkey").textValue());
    assertThat(keys.countersignatoryPaymentPubkey().toHex()).isEqualTo(KEYS.get("remotePaymentBasepoint").textValue());
    assertThat(keys.localHtlcKey().toHex()).isEqualTo(KEYS.get("localHtlcPrivkey").textValue());
    assertThat(LOCAL.basepoints().paymentBasepoint().toHex()).isEqualTo(KEYS.get("localPaymentBasepoint").textValue());
    assertThat(key("localPerCommitmentSecret").publicKey()).isEqualTo(POINT);
  }

  @Test
  void obscuredNumberMatchesBolt3() {
    long factor = Long.parseLong(FILE.get("obscuringFactor").textValue(), 16);
    assertThat(parameters(Side.LOCAL, 546).obscure(CommitmentNumber.ZERO)).isEqualTo(factor);
    assertThat(parameters(Side.LOCAL, 546).obscure(NUMBER)).isEqualTo(factor ^ 42);
  }

  @ParameterizedTest
  @MethodSource("commitments")
  void localCommitmentMatchesBolt3(JsonNode vector) {
    var parameters = parameters(Side.LOCAL, vector.get("dustLimitSat").asLong());
    var keys = CommitmentKeys.ofLocal(LOCAL, REMOTE.basepoints(), POINT);
    var spec = spec(vector, Side.LOCAL);
    var commitment = CommitmentTx.build(funding(LOCAL, REMOTE), parameters, Side.LOCAL, NUMBER, keys, spec);
    var signatures = signatures(vector);

    assertThat(parameters.canAfford(spec, Side.LOCAL, Satoshi.ZERO)).isTrue();
    assertThat(commitment.verify(signatures)).isEmpty();
    var signed = commitment.signed(LOCAL, signatures.commitment());
    assertThat(hex(signed)).isEqualTo(vector.get("commitmentTx").textValue());
    assertThat(CommitmentTx.numberOf(signed, parameters)).isEqualTo(NUMBER);
    assertThat(commitment.htlcTxs()).hasSize(vector.get("htlcTxs").size()).hasSize(parameters.untrimmedHtlcs(spec, Side.LOCAL));
    for (int i = 0; i < commitment.htlcTxs().size(); i++) {
      var htlcTx = commitment.htlcTxs().get(i);
      var preimage = htlcTx.isSuccess() ? preimage(htlcTx.htlc()) : null;
      assertThat(hex(htlcTx.signed(signatures.htlcs().get(i), preimage)))
          .isEqualTo(vector.get("htlcTxs").get(i).get("tx").textValue());
    }
  }

  @ParameterizedTest
  @MethodSource("commitments")
  void remoteSignsWhatBolt3Says(JsonNode vector) {
    // The same commitment seen by the other side, for which it is the remote one.
    var parameters = parameters(Side.REMOTE, vector.get("dustLimitSat").asLong());
    var keys = CommitmentKeys.ofRemote(REMOTE, LOCAL.basepoints(), POINT);
    var commitment = CommitmentTx.build(funding(REMOTE, LOCAL), parameters, Side.REMOTE, NUMBER, keys, spec(vector, Side.REMOTE));
    assertThat(commitment.sign(REMOTE)).isEqualTo(signatures(vector));
  }

  /** @param local the side that is local to whoever has the parameters: {@code LOCAL} for the vectors' own local side */
  private static CommitmentParameters parameters(Side local, long dustLimit) {
    var delay = new ToSelfDelay(FILE.get("toSelfDelay").asInt());
    var vectorLocal = new SideParameters(LOCAL.basepoints(), new Satoshi(dustLimit), delay);
    // Nothing of this side's own dust limit and delay appears in the other side's commitment.
    var vectorRemote = new SideParameters(REMOTE.basepoints(), new Satoshi(100_000), new ToSelfDelay(999));
    return local == Side.LOCAL
        ? new CommitmentParameters(Side.LOCAL, vectorLocal, vectorRemote, new AnchorsZeroFeeHtlc())
        : new CommitmentParameters(Side.REMOTE, vectorRemote, vectorLocal, new AnchorsZeroFeeHtlc());
  }

  private static Funding funding(ChannelKeys own, ChannelKeys peer) {
    return new Funding(
        new OutPoint(new TxId(FILE.get("fundingTxId").textValue()), FILE.get("fundingOutputIndex").asLong()),
        new Satoshi(FILE.get("fundingAmountSat").asLong()),
        own.basepoints().fundingPubkey(),
        peer.basepoints().fundingPubkey());
  }

  private static CommitmentSpec spec(JsonNode vector, Side local) {
    var htlcs = new ArrayList<Htlc>();
    if (vector.get("usesHtlcs").booleanValue()) {
      // Appendix C: HTLCs 5 and 6 are only in the vector of equal amounts and preimages, together with HTLC 1.
      var used = vector.get("name").textValue().contains("same amount and preimage") ? List.of(1, 5, 6) : List.of(0, 1, 2, 3, 4);
      for (int i : used) {
        JsonNode htlc = FILE.get("htlcs").get(i);
        boolean incoming = htlc.get("incoming").booleanValue() == (local == Side.LOCAL);
        htlcs.add(
            new Htlc(
                incoming ? Direction.INCOMING : Direction.OUTGOING, new HtlcId(i), new MilliSatoshi(htlc.get("amountMsat").asLong()),
                PaymentPreimage.fromHex(htlc.get("preimage").textValue()).hash(), new CltvExpiry(htlc.get("expiry").asLong())));
      }
    }
    var toLocal = new MilliSatoshi(vector.get("toLocalMsat").asLong());
    var toRemote = new MilliSatoshi(vector.get("toRemoteMsat").asLong());
    var feerate = new FeeratePerKw(vector.get("feeratePerKw").asLong());
    return local == Side.LOCAL
        ? new CommitmentSpec(feerate, toLocal, toRemote, htlcs)
        : new CommitmentSpec(feerate, toRemote, toLocal, htlcs);
  }

  private static PaymentPreimage preimage(Htlc htlc) {
    return PaymentPreimage.fromHex(FILE.get("htlcs").get((int) htlc.id().value()).get("preimage").textValue());
  }

  private static CommitmentSignatures signatures(JsonNode vector) {
    return new CommitmentSignatures(
        compact(vector.get("remoteSignature")),
        Bolt3Vectors.list(vector.get("htlcTxs")).stream().map(htlc -> compact(htlc.get("remoteSignature"))).toList());
  }

  private static ByteVector64 compact(JsonNode der) {
    ASN1Sequence numbers = ASN1Sequence.getInstance(ByteVector.fromHex(der.textValue()).toByteArray());
    return new ByteVector64(number(numbers, 0).concat(number(numbers, 1)));
  }

  private static ByteVector number(ASN1Sequence numbers, int index) {
    BigInteger number = ASN1Integer.getInstance(numbers.getObjectAt(index)).getValue();
    return new ByteVector(BigIntegers.asUnsignedByteArray(32, number));
  }

  private static String hex(Transaction tx) {
    return new ByteVector(Transaction.write(tx)).toHex();
  }
}
