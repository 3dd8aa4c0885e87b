package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  /** Messages whose tail is kept verbatim, because it is signed: BOLT 7 lets whoever relays them ignore what it does not know. */
  private static final List<Integer> SIGNED_GOSSIP = List.of(ChannelAnnouncement.TYPE, NodeAnnouncement.TYPE, ChannelUpdate.TYPE);

  static Stream<Message> messages() {
    return Stream.of(1L, 2L, 3L).flatMap(seed -> new RandomMessages(seed).oneOfEach().stream());
  }

  static Stream<Message> oneOfEach() {
    return new RandomMessages(4).oneOfEach().stream();
  }

  @Test
  void theTestsKnowEveryMessage() {
    var records = new TreeSet<String>();
    addRecords(Message.class, records);
    records.remove("UnknownMessage");
    assertThat(oneOfEach().map(m -> m.getClass().getSimpleName())).containsExactlyInAnyOrderElementsOf(records);
  }

  private static void addRecords(Class<?> type, Set<String> names) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addRecords(permitted, names);
      }
    } else {
      names.add(type.getSimpleName());
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsWrittenIsReadBack(Message message) {
    byte[] bytes = MessageCodec.encode(message);
    Message read = MessageCodec.decode(bytes);
    assertThat(read).isEqualTo(message);
    assertThat(MessageCodec.encode(read)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void cutShortItIsRefusedOrAShorterMessage(Message message) {
    byte[] bytes = MessageCodec.encode(message);
    for (int length = 0; length < bytes.length; length++) {
      assertRefusedOrCanonical(Arrays.copyOf(bytes, length));
    }
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void damagedItIsRefusedOrAnotherMessage(Message message) {
    Random random = new Random(message.type());
    byte[] bytes = MessageCodec.encode(message);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = bytes.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[2 + random.nextInt(bytes.length - 2)] = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
      }
      assertRefusedOrCanonical(damaged);
    }
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void noiseBehindATypeIsRefusedOrAMessage(Message message) {
    Random random = new Random(message.type());
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[2 + random.nextInt(600)];
      random.nextBytes(noise);
      if (round % 3 == 0) {
        Arrays.fill(noise, (byte) (round % 2 == 0 ? 0xff : 0));
      }
      noise[0] = (byte) (message.type() >> 8);
      noise[1] = (byte) message.type();
      assertRefusedOrCanonical(noise);
    }
  }

  /**
   * Only WireFormatException may leave the decoder, and what it accepts must be written back as it was, but for an extension that was
   * ignored.
   */
  static void assertRefusedOrCanonical(byte[] bytes) {
    Message message;
    try {
      message = MessageCodec.decode(bytes);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] again = MessageCodec.encode(message);
    assertThat(bytes).startsWith(again);
    if (again.length < bytes.length) {
      assertThat(TlvStream.read(new WireReader(Arrays.copyOfRange(bytes, again.length, bytes.length)), Set.of()).records()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void unknownOddRecordsAreLetThrough(Message message) {
    byte[] extension = new WireWriter().bigSize(-1).bigSize(3).raw(new byte[]{1, 2, 3}).toByteArray();
    Message read = MessageCodec.decode(concat(MessageCodec.encode(message), extension));
    assertThat(read.type()).isEqualTo(message.type());
    byte[] again = MessageCodec.encode(read);
    assertThat(concat(MessageCodec.encode(message), extension)).startsWith(again);
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void unknownEvenRecordsAreRefused(Message message) {
    byte[] extension = new WireWriter().bigSize(-2).bigSize(1).u8(7).toByteArray();
    byte[] bytes = concat(MessageCodec.encode(message), extension);
    if (SIGNED_GOSSIP.contains(message.type())) {
      assertThat(MessageCodec.encode(MessageCodec.decode(bytes))).isEqualTo(bytes);
    } else {
      assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(WireFormatException.class)
          .hasMessageContaining("18446744073709551614");
    }
  }

  @Test
  void recordsOfKnownTypesMustHaveTheirForm() {
    Message[] messages = oneOfEach().toArray(Message[]::new);
    for (Message message : messages) {
      switch (message) {
        case Init init -> {
          assertRefused(new Init(init.globalFeatures(), init.features(), record(1, 31)));
          assertRefused(new Init(init.globalFeatures(), init.features(), record(1, 65)));
        }
        case ChannelReady ready -> {
          assertRefused(new ChannelReady(ready.channelId(), ready.secondPerCommitmentPoint(), record(1, 7)));
          assertRefused(new ChannelReady(ready.channelId(), ready.secondPerCommitmentPoint(), record(1, 9)));
        }
        case ClosingSigned closing -> {
          assertRefused(new ClosingSigned(closing.channelId(), closing.fee(), closing.signature(), record(1, 15)));
          assertRefused(new ClosingSigned(closing.channelId(), closing.fee(), closing.signature(), record(1, 17)));
          assertRefused(new ClosingSigned(closing.channelId(), closing.fee(), closing.signature(),
              TlvStream.of(new Tlv(1, new WireWriter().u64(-1).u64(-1).toBytes()))));
        }
        case UpdateAddHtlc add -> {
          assertRefused(
              new UpdateAddHtlc(add.channelId(), add.id(), add.amount(), add.paymentHash(), add.cltvExpiry(), add.onion(), record(0, 33)));
          assertRefused(
              new UpdateAddHtlc(add.channelId(), add.id(), add.amount(), add.paymentHash(), add.cltvExpiry(), add.onion(), record(0, 0)));
        }
        default -> assertThat(message).isNotNull();
      }
    }
  }

  private static TlvStream record(long type, int zeroBytes) {
    return TlvStream.of(new Tlv(type, new ByteVector(new byte[zeroBytes])));
  }

  private static void assertRefused(Message message) {
    byte[] bytes = MessageCodec.encode(message);
    assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(WireFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 21, 155, 513, 32769, 65535})
  void messagesOfUnknownOddTypesAreKept(int type) {
    byte[] bytes = new WireWriter().u16(type).raw(new byte[]{1, 2, 3}).toByteArray();
    assertThat(MessageCodec.decode(bytes)).isEqualTo(new UnknownMessage(type, ByteVector.fromHex("010203")));
    assertThat(MessageCodec.encode(MessageCodec.decode(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 20, 64, 66, 74, 260, 32768, 65534})
  void messagesOfUnknownEvenTypesAreRefused(int type) {
    byte[] bytes = new WireWriter().u16(type).raw(new byte[]{1, 2, 3}).toByteArray();
    assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(WireFormatException.class).hasMessageContaining(String.valueOf(type));
  }

  @Test
  void everyTypeIsAnsweredWithoutACrash() {
    for (int type = 0; type <= 0xffff; type++) {
      assertRefusedOrCanonical(new WireWriter().u16(type).toByteArray());
    }
  }

  @Test
  @Tag("V50")
  void aMessageThatFitsNoFrameIsNotWritten() {
    var longest = new UnknownMessage(32769, new ByteVector(new byte[MessageCodec.MAX_LENGTH - 2]));
    assertThat(MessageCodec.encode(longest)).hasSize(MessageCodec.MAX_LENGTH);
    var tooLong = new UnknownMessage(32769, new ByteVector(new byte[MessageCodec.MAX_LENGTH - 1]));
    assertThatThrownBy(() -> MessageCodec.encode(tooLong)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65536");
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return new WireWriter().raw(a).raw(b).toByteArray();
  }
}
