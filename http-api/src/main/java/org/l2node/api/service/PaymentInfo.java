package org.l2node.api.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;

/**
 * A payment that this node made or makes.
 *
 * @param destination the final node
 * @param amount what the destination gets, the fee not in it
 * @param fee what the hops get: of the route in use while pending, paid for good once succeeded, zero once failed
 * @param preimage null until succeeded: the proof of payment
 * @param failure null unless failed
 * @param completedAt null while pending
 */
public record PaymentInfo(
    PaymentId paymentId,
    PaymentHash paymentHash,
    PaymentStatus status,
    NodeId destination,
    MilliSatoshi amount,
    MilliSatoshi fee,
    @Nullable PaymentPreimage preimage,
    @Nullable PaymentFailure failure,
    Instant createdAt,
    @Nullable Instant completedAt) {}
