package org.l2node.api.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;

/**
 * An invoice of this node.
 *
 * @param invoice as a payer reads it (BOLT 11)
 * @param amount null: the payer chooses
 * @param received zero until paid
 * @param preimage null until paid: whoever knows it can claim to have paid
 * @param paidAt null until paid
 */
public record InvoiceInfo(
    PaymentHash paymentHash,
    String invoice,
    InvoiceStatus status,
    @Nullable MilliSatoshi amount,
    MilliSatoshi received,
    String description,
    @Nullable PaymentPreimage preimage,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant paidAt) {}
