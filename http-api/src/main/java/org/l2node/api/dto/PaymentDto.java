package org.l2node.api.dto;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentFailure;
import org.l2node.api.service.PaymentInfo;
import org.l2node.channels.units.MilliSatoshi;

/** The JSON of payments. */
public final class PaymentDto {
  /** Far above any invoice that a network accepts, and small enough to keep a mistake out of the node. */
  private static final int MAX_DESTINATION = 7_089;

  private PaymentDto() {}

  public static JsonObject payment(PaymentInfo payment) {
    return JsonObject.builder()
        .put("payment_id", payment.paymentId().toString())
        .put("payment_hash", payment.paymentHash().toString())
        .put("status", payment.status().name().toLowerCase(Locale.ROOT))
        .put("destination", payment.destination().toString())
        .put("amount_msat", payment.amount().msat())
        .put("fee_msat", payment.fee().msat())
        .put("preimage", payment.preimage() == null ? null : payment.preimage().value().toHex())
        .put("failure", failure(payment.failure()))
        .put("created_at", Times.text(payment.createdAt()))
        .put("completed_at", Times.textOrNull(payment.completedAt()))
        .build();
  }

  public static PayCommand readPay(byte[] body) {
    Fields fields = Fields.read(body, "destination", "amount_msat", "max_fee_msat");
    MilliSatoshi amount = fields.optionalMilliSatoshi("amount_msat");
    if (amount != null && amount.isZero()) {
      throw Fields.wrong("amount_msat", "must be more than 0");
    }
    return new PayCommand(readDestination(fields), amount, fields.optionalMilliSatoshi("max_fee_msat"));
  }

  /** What is to be paid, without blanks around it and without the prefix of a link. */
  static String readDestination(Fields fields) {
    String destination = fields.text("destination").strip();
    if (destination.regionMatches(true, 0, "lightning:", 0, "lightning:".length())) {
      destination = destination.substring("lightning:".length());
    }
    if (destination.isEmpty()) {
      throw Fields.wrong("destination", "is empty");
    }
    if (destination.length() > MAX_DESTINATION) {
      throw Fields.wrong("destination", "is too long: at most " + MAX_DESTINATION + " characters");
    }
    return destination;
  }

  private static @Nullable JsonObject failure(@Nullable PaymentFailure failure) {
    return failure == null ? null : JsonObject.builder().put("code", failure.code().code()).put("detail", failure.detail()).build();
  }
}
