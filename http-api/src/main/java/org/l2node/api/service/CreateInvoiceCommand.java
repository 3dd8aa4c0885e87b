package org.l2node.api.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;

/**
 * The order to make an invoice.
 *
 * @param amount null: the payer chooses
 * @param description at most 639 bytes of UTF-8 (BOLT 11), may be empty
 * @param expiry whole seconds, 1 second to 365 days
 */
public record CreateInvoiceCommand(@Nullable MilliSatoshi amount, String description, Duration expiry) {
  /** Where the request names none (BOLT 11's own default). */
  public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);

  public static final Duration MAX_EXPIRY = Duration.ofDays(365);
  public static final int MAX_DESCRIPTION_BYTES = 639;
}
