package org.l2node.node.payment;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.codec.ChannelCodec.StoredHtlc;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.NoContext;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.VirtualThreadRuntime;
import org.l2node.node.storage.Database;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.routing.onion.FinalPayload;
import org.l2node.routing.onion.OnionHop;
import org.l2node.routing.onion.Sphinx;
import org.l2node.routing.relay.RelayPolicy;

final class HtlcDeskTest {
  private static final PrivateKey KEY = new PrivateKey(new ByteVector32("11".repeat(32)));
  private static final PaymentPreimage PREIMAGE = PaymentPreimage.fromHex("01".repeat(32));
  private static final PaymentSecret SECRET = new PaymentSecret(new ByteVector32("03".repeat(32)));
  private static final MilliSatoshi AMOUNT = MilliSatoshi.msat(1000);
  private static final CltvExpiry EXPIRY = new CltvExpiry(200);
  private static final Path SAMPLES = Path.of("../channels/src/test/resources/org/l2node/channels/codec/v1");

  @TempDir
  Path folder;

  private final VirtualThreadRuntime runtime = new VirtualThreadRuntime((where, bug) -> {
    throw new AssertionError(where, bug);
  });
  private final ChannelDirectory directory = new ChannelDirectory();
  private Database database;
  private InvoiceBook invoices;
  private HtlcDesk desk;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("node.sqlite"), fatal -> {
      throw new AssertionError(fatal);
    });
    long now = runtime.nowSeconds();
    invoices = new InvoiceBook(database, now);
    invoices.add(new InvoiceRow(PREIMAGE.hash(), "lnbcrt1...", PREIMAGE, SECRET, AMOUNT, "tea", now, now + 3600, 42, null), now);
    desk = new HtlcDesk(
        new HtlcDesk.Parts(KEY, RelayPolicy.DEFAULT, runtime, database, directory, invoices, () -> new BlockHeight(100), () -> true, _ -> {
          throw new AssertionError("nothing is passed on");
        }, _ -> Optional.empty()));
    desk.start(new Peers(runtime, new NoContext(), directory));
  }

  @AfterEach
  void close() {
    database.close();
    runtime.close();
  }

  private static ChannelState stored(String sample) throws Exception {
    List<String> lines = Files.readAllLines(SAMPLES.resolve(sample + ".txt"));
    List<StoredHtlc> htlcs = new ArrayList<>();
    for (int i = 3; i + 1 < lines.size(); i += 2) {
      htlcs.add(new StoredHtlc(new ByteVector(lines.get(i)), new ByteVector(lines.get(i + 1))));
    }
    return ChannelCodec.restore(new ByteVector(lines.get(1)), new ByteVector(lines.get(2)), htlcs);
  }

  private UpdateAddHtlc payment(ChannelId channel) {
    FinalPayload payload = FinalPayload.of(AMOUNT, EXPIRY, SECRET, null);
    ByteVector onion = Sphinx.build(new PrivateKey(new ByteVector32("22".repeat(32))),
        List.of(new OnionHop(new NodeId(KEY.publicKey()), payload.write())), PREIMAGE.hash()).packet();
    return new UpdateAddHtlc(channel, new HtlcId(7), AMOUNT, PREIMAGE.hash(), EXPIRY, onion, TlvStream.EMPTY);
  }

  private boolean pays(ChannelState state, Optional<String> bug) {
    ChannelId id = state.channelId().orElseThrow();
    directory.put(id, state, bug);
    desk.lockedIn(id, payment(id), false);
    // Behind the write, if there is one.
    database.writeAndWait(_ -> {});
    return invoices.find(PREIMAGE.hash()).orElseThrow().receipt() != null;
  }

  @Test
  void anHtlcOfAnOpenChannelPays() throws Exception {
    assertThat(pays(stored("normal-announced"), Optional.empty())).isTrue();
  }

  /** The invoice would look paid, and the HTLC could still go back to the payer by its timeout. */
  @Test
  void anHtlcOfAChannelOnTheChainPaysNothing() throws Exception {
    assertThat(pays(stored("closing-unilateral"), Optional.empty())).isFalse();
    assertThat(pays(stored("closed"), Optional.empty())).isFalse();
  }

  @Test
  void anHtlcOfAStoppedChannelPaysNothing() throws Exception {
    assertThat(pays(stored("normal-announced"), Optional.of("internal error"))).isFalse();
  }
}
