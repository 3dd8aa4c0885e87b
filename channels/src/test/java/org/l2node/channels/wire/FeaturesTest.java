package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {

  @ParameterizedTest
  @CsvSource({"'',''", "0,01", "7,80", "8,0100", "'0,7,8,12,14',5181", "100,10000000000000000000000000"})
  void bitsAreCountedFromTheEnd(String bits, String hex) {
    int[] numbers = bits.isEmpty() ? new int[0] : List.of(bits.split(",")).stream().mapToInt(Integer::parseInt).toArray();
    assertThat(Features.of(numbers).toBytes().toHex()).isEqualTo(hex);
    assertThat(new Features(ByteVector.fromHex(hex)).setBits()).isEqualTo(java.util.Arrays.stream(numbers).boxed().toList());
  }

  @Test
  void randomSetsAreReadBack() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      TreeSet<Integer> bits = new TreeSet<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        bits.add(random.nextInt(300));
      }
      Features features = Features.of(bits.stream().mapToInt(i -> i).toArray());
      assertThat(features.setBits()).containsExactlyElementsOf(bits);
      assertThat(new Features(features.toBytes())).isEqualTo(features);
      for (int bit = 0; bit < 310; bit++) {
        assertThat(features.isSet(bit)).isEqualTo(bits.contains(bit));
      }
    }
  }

  @Test
  void paddingIsKeptAndMeansNothing() {
    Features padded = new Features(ByteVector.fromHex("0000005181"));
    assertThat(padded.toBytes().toHex()).isEqualTo("0000005181");
    assertThat(padded.sameBits(Features.of(0, 7, 8, 12, 14))).isTrue();
    assertThat(padded.or(Features.NONE)).isEqualTo(Features.of(0, 7, 8, 12, 14));
  }

  @Test
  void eitherBitOfAPairIsSupport() {
    assertThat(Features.of(22).supports(Feature.ANCHORS)).isTrue();
    assertThat(Features.of(23).supports(Feature.ANCHORS)).isTrue();
    assertThat(Features.of(21, 24).supports(Feature.ANCHORS)).isFalse();
    assertThat(Features.NONE.supports(Feature.DATA_LOSS_PROTECT)).isFalse();
  }

  @Test
  void demandsAreMetByEitherBit() {
    Features demands = Features.of(0, 9, 12, 16, 33, 100);
    assertThat(demands.unmetDemands(Features.of(1, 12))).containsExactly(16, 100);
    assertThat(demands.unmetDemands(Features.NONE)).containsExactly(0, 12, 16, 100);
    assertThat(demands.unmetDemands(demands)).isEmpty();
    assertThat(Features.NONE.unmetDemands(Features.NONE)).isEmpty();
  }
}
