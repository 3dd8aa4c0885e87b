package org.l2node.api.dto;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.DecodedInvoice;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.RouteHintHop;
import org.l2node.channels.units.MilliSatoshi;

/** The JSON of invoices. */
public final class InvoiceDto {

  private InvoiceDto() {}

  public static JsonObject invoice(InvoiceInfo invoice) {
    return JsonObject.builder()
        .put("payment_hash", invoice.paymentHash().toString())
        .put("invoice", invoice.invoice())
        .put("status", invoice.status().name().toLowerCase(Locale.ROOT))
        .putNumberOrNull("amount_msat", msatOrNull(invoice.amount()))
        .put("received_msat", invoice.received().msat())
        .put("description", invoice.description())
        .put("preimage", invoice.preimage() == null ? null : invoice.preimage().value().toHex())
        .put("created_at", Times.text(invoice.createdAt()))
        .put("expires_at", Times.text(invoice.expiresAt()))
        .put("paid_at", Times.textOrNull(invoice.paidAt()))
        .build();
  }

  public static CreateInvoiceCommand readCreate(byte[] body) {
    Fields fields = Fields.read(body, "amount_msat", "description", "expiry_s");
    MilliSatoshi amount = fields.optionalMilliSatoshi("amount_msat");
    if (amount != null && amount.isZero()) {
      throw Fields.wrong("amount_msat", "must be more than 0; leave it out to let the payer choose");
    }
    String description = fields.text("description");
    if (description.getBytes(StandardCharsets.UTF_8).length > CreateInvoiceCommand.MAX_DESCRIPTION_BYTES) {
      throw Fields.wrong("description", "is too long: at most " + CreateInvoiceCommand.MAX_DESCRIPTION_BYTES + " bytes");
    }
    Long expiry = fields.optionalNumber("expiry_s", CreateInvoiceCommand.MAX_EXPIRY.toSeconds(), "seconds");
    if (expiry != null && expiry == 0) {
      throw Fields.wrong("expiry_s", "must be more than 0");
    }
    return new CreateInvoiceCommand(amount, description, expiry == null ? CreateInvoiceCommand.DEFAULT_EXPIRY : Duration.ofSeconds(expiry));
  }

  public static String readDecode(byte[] body) {
    return PaymentDto.readDestination(Fields.read(body, "destination"));
  }

  public static JsonObject decoded(DecodedInvoice invoice) {
    return JsonObject.builder()
        .put("type", "bolt11")
        .put("network", invoice.network())
        .put("payment_hash", invoice.paymentHash().toString())
        .put("payee", invoice.payee().toString())
        .putNumberOrNull("amount_msat", msatOrNull(invoice.amount()))
        .put("description", invoice.description())
        .put("description_hash", invoice.descriptionHash() == null ? null : invoice.descriptionHash().toHex())
        .put("created_at", Times.text(invoice.createdAt()))
        .put("expires_at", Times.text(invoice.expiresAt()))
        .put("expired", invoice.expired())
        .put("min_final_cltv_expiry_delta", invoice.minFinalCltvExpiryDelta().blocks())
        .put("features", invoice.features().toHex())
        .put("fallback_addresses", invoice.fallbackAddresses())
        .put("route_hints", invoice.routeHints().stream().map(hint -> hint.stream().map(InvoiceDto::hop).toList()).toList())
        .build();
  }

  private static JsonObject hop(RouteHintHop hop) {
    return JsonObject.builder()
        .put("node_id", hop.nodeId().toString())
        .put("short_channel_id", hop.shortChannelId().toString())
        .put("fee_base_msat", hop.feeBase().msat())
        .put("fee_proportional_millionths", hop.feeProportionalMillionths())
        .put("cltv_expiry_delta", hop.cltvExpiryDelta().blocks())
        .build();
  }

  private static @Nullable Long msatOrNull(@Nullable MilliSatoshi amount) {
    return amount == null ? null : amount.msat();
  }
}
