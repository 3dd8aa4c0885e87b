package org.l2node.channels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.codec.ChannelCodec.StoredHtlc;
import org.l2node.channels.machine.SampleStates;
import org.l2node.channels.wire.WireFormatException;

/**
 * What each version wrote must be read for ever (reliability, V75). The samples are the bytes that it wrote and what a view of them showed;
 * they are never written again, only joined by those of later versions.
 */
@Tag("V75")
class FrozenSamplesTest {
  private static final String FOLDER = "/org/l2node/channels/codec/";

  private static List<String> sample(String name) {
    return sample(1, name);
  }

  private static List<String> sample(int version, String name) {
    try (InputStream in = FrozenSamplesTest.class.getResourceAsStream(FOLDER + "v" + version + "/" + name + ".txt")) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChannelState restore(List<String> lines) {
    List<StoredHtlc> htlcs = new ArrayList<>();
    for (int i = 2; i + 1 < lines.size(); i += 2) {
      htlcs.add(new StoredHtlc(new ByteVector(lines.get(i)), new ByteVector(lines.get(i + 1))));
    }
    return ChannelCodec.restore(new ByteVector(lines.get(0)), new ByteVector(lines.get(1)), htlcs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"awaiting-funding-signed", "awaiting-ready-opener", "awaiting-ready-accepter", "normal-announced", "normal-paying-alice",
          "normal-paying-bob", "shutting-down", "negotiating", "closing-mutual", "closing-unilateral", "closed", "abandoned"})
  void readsWhatVersion1Wrote(String name) {
    List<String> frozen = sample(name);
    List<String> bytes = frozen.subList(1, frozen.size());
    ChannelState restored = restore(bytes);
    assertThat(summary(restored)).isEqualTo(frozen.getFirst());
    if (!(restored instanceof ChannelState.Abandoned) && !name.equals("negotiating")) {
      List<String> now = SampleStates.encode(restored);
      // Later versions have more at the end of the fixed part.
      assertThat(now.getFirst()).startsWith("03" + bytes.getFirst().substring(2));
      assertThat(withoutVersions(now.subList(1, now.size()))).isEqualTo(withoutVersions(bytes.subList(1, bytes.size())));
      assertThat(SampleStates.encode(restore(now))).isEqualTo(now);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"awaiting-funding-signed", "awaiting-ready-opener", "awaiting-ready-accepter", "awaiting-ready-committed",
          "normal-announced", "normal-paying-alice", "normal-paying-bob", "normal-reorganized", "normal-double-spent", "shutting-down",
          "negotiating", "closing-mutual", "closing-unilateral", "closing-double-spent", "closed", "abandoned"})
  void readsWhatVersion2Wrote(String name) {
    List<String> frozen = sample(2, name);
    List<String> bytes = frozen.subList(1, frozen.size());
    ChannelState restored = restore(bytes);
    assertThat(summary(restored)).isEqualTo(frozen.getFirst());
    if (!(restored instanceof ChannelState.Abandoned) && !name.equals("negotiating")) {
      assertThat(withoutVersions(SampleStates.encode(restored))).isEqualTo(withoutVersions(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal-announced", "normal-paying-bob", "normal-unconfirmed-opener", "normal-unconfirmed-accepter",
      "normal-unconfirmed-double-spent", "shutting-down-signed", "shutting-down-signed-twice"})
  void readsWhatVersion3Wrote(String name) {
    List<String> frozen = sample(3, name);
    List<String> bytes = frozen.subList(1, frozen.size());
    ChannelState restored = restore(bytes);
    assertThat(summary(restored)).isEqualTo(frozen.getFirst());
    assertThat(SampleStates.encode(restored)).isEqualTo(bytes);
  }

  private static List<String> withoutVersions(List<String> forms) {
    return forms.stream().map(form -> form.substring(2)).toList();
  }

  /** What anybody must still see in a sample. */
  private static String summary(ChannelState state) {
    ChannelView view = ChannelView.of(state);
    return view.phase() + " " + view.channelId().orElseThrow() + " " + view.capacity() + ", local " + view.local().msat() + " msat, remote "
        + view.remote().msat() + " msat, "
        + view.incomingHtlcs() + " in, " + view.outgoingHtlcs() + " out, " + view.feerate() + ", closed by "
        + view.closingTxId().orElse(null);
  }

  /** Writes the samples of the present version where {@code -Dsamples.write=FOLDER} asks for it: once for each version. */
  @Test
  @EnabledIfSystemProperty(named = "samples.write", matches = ".+")
  void writesSamples() throws IOException {
    for (Map.Entry<String, List<String>> made : SampleStates.all().entrySet()) {
      List<String> lines = new ArrayList<>(made.getValue());
      lines.addFirst(summary(restore(made.getValue())));
      Files.write(Path.of(System.getProperty("samples.write"), made.getKey() + ".txt"), lines);
    }
  }

  @Test
  void refusesWhatNobodyWrote() {
    List<String> good = sample("normal-paying-alice");
    good = good.subList(1, good.size());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      List<String> damaged = new ArrayList<>(good);
      int line = random.nextInt(damaged.size());
      String text = damaged.get(line);
      int at = random.nextInt(text.length() / 2) * 2;
      damaged.set(line, switch (i % 3) {
        case 0 -> text.substring(0, at);
        case 1 -> text + "00";
        default -> text.substring(0, at) + "ff" + text.substring(at + 2);
      });
      try {
        restore(damaged);
      } catch (WireFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(330);
    List<String> newer = new ArrayList<>(good);
    newer.set(1, "04" + newer.get(1).substring(2));
    assertThatThrownBy(() -> restore(newer)).isInstanceOf(WireFormatException.class).hasMessageContaining("version 4");
  }

  @Test
  void knowsEveryKindOfSpend() {
    assertThat(StateCodec.spendKinds()).containsExactlyInAnyOrder(FundingSpend.Kind.values());
  }
}
