package org.l2node.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;
import org.l2node.node.transport.InitNegotiation.Accepted;
import org.l2node.node.transport.InitNegotiation.Refused;

class InitNegotiationTest {
  private static final ByteVector32 REGTEST = Block.RegtestGenesisBlock.hash.value;
  private static final ByteVector32 MAINNET = Block.LivenetGenesisBlock.hash.value;
  private static final Init LOCAL = Init.of(NodeFeatures.INIT, REGTEST);

  private static InitNegotiation negotiate(int... bits) {
    return InitNegotiation.of(LOCAL, Init.of(Features.of(bits), REGTEST));
  }

  private static void assertRefused(InitNegotiation result, String text) {
    assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason()).contains(text));
  }

  @Test
  void twoOfThisNodeUnderstandEachOther() {
    assertThat(InitNegotiation.of(LOCAL, LOCAL)).isEqualTo(new Accepted(Features.of(0, 7, 8, 12, 14, 23, 27, 44).or(NodeFeatures.INIT)));
  }

  /** The bits that the implementations were seen to send. */
  @Test
  void thePeersThatThereAreAreAccepted() {
    assertThat(negotiate(0, 5, 7, 8, 12, 14, 17, 23, 25, 27, 31, 35, 39, 44)).isInstanceOf(Accepted.class);
    assertThat(negotiate(0, 5, 7, 8, 11, 12, 14, 17, 19, 23, 25, 27, 35, 39, 43, 44, 47, 51, 63)).isInstanceOf(Accepted.class);
    assertThat(negotiate(0, 7, 8, 11, 12, 14, 17, 19, 23, 25, 27, 29, 35, 37, 39, 44, 47, 61, 63, 81)).isInstanceOf(Accepted.class);
    assertThat(negotiate(0, 8, 12, 14, 5, 7, 17, 19, 23, 25, 27, 39, 45, 47, 51)).isInstanceOf(Accepted.class);
    assertThat(negotiate(0, 8, 12, 14, 22, 44, 5, 7, 17, 19, 27, 39, 47, 151)).isInstanceOf(Accepted.class);
  }

  @Test
  void phoenixdIsRefusedForWhatItDemands() {
    assertRefused(negotiate(8, 12, 14, 26, 28, 34, 44, 60, 62), "28, 34, 62");
  }

  @Test
  void aPeerThatSaysNothingIsAssumedToHaveWhatEveryoneHas() {
    assertThat(negotiate()).isEqualTo(new Accepted(Features.NONE));
  }

  @Test
  void bothFieldsCount() {
    Init remote = new Init(Features.of(8, 12), Features.of(0, 23), TlvStream.EMPTY);
    assertThat(InitNegotiation.of(LOCAL, remote)).isInstanceOfSatisfying(Accepted.class,
        accepted -> assertThat(accepted.remote().setBits()).containsExactly(0, 8, 12, 23));
    assertRefused(InitNegotiation.of(LOCAL, new Init(Features.of(28), Features.NONE, TlvStream.EMPTY)), "28");
  }

  @Test
  void everyEvenBitThatIsNotOursIsRefusedAndEveryOddOneIsNot() {
    for (int bit = 0; bit < 200; bit++) {
      InitNegotiation result = negotiate(bit, 47, 27);
      boolean known = NodeFeatures.INIT.isSet(bit) || NodeFeatures.INIT.isSet(bit + 1);
      if (bit % 2 == 0 && !known) {
        assertRefused(result, " " + bit + " ");
      } else {
        assertThat(result).as("bit %d", bit).isInstanceOf(Accepted.class);
      }
    }
  }

  @Test
  void aDemandInPlaceOfAnOfferIsUnderstood() {
    for (int bit : NodeFeatures.INIT.setBits()) {
      // With what simple_close and zeroconf need.
      assertThat(negotiate(bit & ~1, 27, 47)).isInstanceOf(Accepted.class);
      assertThat(negotiate(bit | 1, 27, 47)).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aFeatureWithoutWhatItDependsOnIsRefused() {
    assertRefused(negotiate(51), "option_zeroconf without option_scid_alias");
    assertRefused(negotiate(61), "option_simple_close without option_shutdown_anysegwit");
    assertThat(negotiate(47, 51, 26, 61)).isInstanceOf(Accepted.class);
  }

  @Test
  void aRefusalStaysShort() {
    byte[] all = new byte[65_000];
    Arrays.fill(all, (byte) 0xff);
    var result = InitNegotiation.of(LOCAL, new Init(Features.NONE, new Features(new ByteVector(all)), TlvStream.EMPTY));
    assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason()).hasSizeLessThan(200).contains("more"));
  }

  @Test
  void aCommonNetworkIsNeededWhereNetworksAreNamed() {
    assertRefused(InitNegotiation.of(LOCAL, Init.of(NodeFeatures.INIT, MAINNET)), "network");
    Init both = new Init(Features.NONE, NodeFeatures.INIT, TlvStream.of(new Tlv(1, MAINNET.concat(REGTEST))));
    assertThat(InitNegotiation.of(LOCAL, both)).isInstanceOf(Accepted.class);
    assertThat(InitNegotiation.of(LOCAL, new Init(Features.NONE, NodeFeatures.INIT, TlvStream.EMPTY))).isInstanceOf(Accepted.class);
  }

  @Test
  void whatThisNodeOffersIsWellFormed() {
    assertThat(InitNegotiation.of(LOCAL, LOCAL)).isInstanceOf(Accepted.class);
    assertThat(NodeFeatures.INIT.setBits()).contains(0, 8, 12, 14, 44);
    for (int bit : NodeFeatures.INIT.setBits()) {
      assertThat(NodeFeatures.INIT.isSet(bit ^ 1)).as("both bits of a pair").isFalse();
      assertThat(Arrays.stream(Feature.values()).map(Feature::bit)).contains(bit & ~1);
    }
    assertThat(NodeFeatures.CHANNEL_TYPE.setBits()).containsExactly(12, 22);
  }
}
