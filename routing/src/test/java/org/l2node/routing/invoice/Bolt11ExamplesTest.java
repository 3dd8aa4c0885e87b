package org.l2node.routing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.TestVectors;

class Bolt11ExamplesTest {
  private static final JsonNode VECTORS = TestVectors.read("bolt11/examples.json");
  private static final PrivateKey KEY = PrivateKey.fromHex(VECTORS.get("private_key").asText());

  static Stream<Arguments> valid() {
    return StreamSupport.stream(VECTORS.get("valid").spliterator(), false).map(v -> Arguments.of(v.get("name").asText(), v));
  }

  static Stream<Arguments> invalid() {
    return StreamSupport.stream(VECTORS.get("invalid").spliterator(), false).map(v -> Arguments.of(v.get("name").asText(), v));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void validExamplesHoldWhatBolt11Says(String name, JsonNode v) throws InvalidInvoiceException {
    Bolt11Invoice invoice = Bolt11Invoice.read(v.get("invoice").asText());
    InvoiceTerms terms = invoice.terms();
    assertThat(terms.network().name()).isEqualTo(v.get("network").asText());
    assertThat(invoice.amount().map(MilliSatoshi::msat).orElse(null))
        .isEqualTo(v.get("amount_msat").isNull() ? null : v.get("amount_msat").asLong());
    assertThat(terms.timestamp()).isEqualTo(Instant.ofEpochSecond(v.get("timestamp").asLong()));
    assertThat(invoice.paymentHash().value().toHex()).isEqualTo(v.get("payment_hash").asText());
    assertThat(invoice.paymentSecret().value().toHex()).isEqualTo(v.get("payment_secret").asText());
    switch (terms.description()) {
      case InvoiceDescription.Text(String text) -> assertThat(text).isEqualTo(v.get("description").asText());
      case InvoiceDescription.Hash(var hash) -> assertThat(hash.toHex()).isEqualTo(v.get("description_hash").asText());
    }
    assertThat(terms.expiry()).isEqualTo(Duration.ofSeconds(v.get("expiry_s").asLong()));
    assertThat(terms.minFinalCltvExpiryDelta().blocks()).isEqualTo(v.get("min_final_cltv_expiry_delta").asInt());
    assertThat(terms.metadata() == null ? null : terms.metadata().toHex())
        .isEqualTo(v.get("metadata").isNull() ? null : v.get("metadata").asText());
    assertThat(terms.features().setBits()).isEqualTo(ints(v.get("features")));
    assertThat(terms.fallbackAddresses().stream().map(f -> f.address(terms.network()).orElseThrow())).isEqualTo(texts(v.get("fallback")));
    assertThat(terms.routeHints()).isEqualTo(hints(v.get("hints")));
    if (!v.get("payee").isNull()) {
      assertThat(invoice.payee()).isEqualTo(NodeId.fromHex(v.get("payee").asText()));
    }
    assertThat(invoice.text()).isEqualTo(v.get("invoice").asText().toLowerCase(Locale.ROOT));
  }

  private static List<Integer> ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asInt).toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<RouteHint> hints(JsonNode array) {
    List<RouteHint> hints = new ArrayList<>();
    for (JsonNode hint : array) {
      List<RouteHint.Hop> hops = new ArrayList<>();
      for (JsonNode hop : hint) {
        hops.add(
            new RouteHint.Hop(
                NodeId.fromHex(hop.get(0).asText()),
                ShortChannelId.parse(hop.get(1).asText()),
                new MilliSatoshi(hop.get(2).asLong()),
                hop.get(3).asLong(),
                new CltvExpiryDelta(hop.get(4).asInt())));
      }
      hints.add(new RouteHint(hops));
    }
    return hints;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void invalidExamplesAreRefusedForTheRightReason(String name, JsonNode v) {
    assertThatThrownBy(() -> Bolt11Invoice.read(v.get("invoice").asText())).isInstanceOfSatisfying(InvalidInvoiceException.class, e -> {
      assertThat(e.error().getClass().getSimpleName()).isEqualTo(v.get("error").asText());
      assertThat(e).hasMessage(e.error().text());
    });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void whatIsReadCanBeSignedAgain(String name, JsonNode v) throws InvalidInvoiceException {
    InvoiceTerms terms = Bolt11Invoice.read(v.get("invoice").asText()).terms();
    Bolt11Invoice again = terms.sign(KEY);
    assertThat(Bolt11Invoice.read(again.text())).isEqualTo(again);
    assertThat(again.terms()).isEqualTo(terms);
  }

  @Test
  void writtenInvoicesHaveTheCharactersOfBolt11() throws InvalidInvoiceException {
    // Those examples whose fields come in the order in which this node writes them.
    for (int i : new int[]{0, 1, 2, 3, 9}) {
      String text = VECTORS.get("valid").get(i).get("invoice").asText();
      assertThat(Bolt11Invoice.read(text).terms().sign(KEY).text()).isEqualTo(text);
    }
  }
}
