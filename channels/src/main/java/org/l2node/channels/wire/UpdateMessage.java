package org.l2node.channels.wire;

/** A proposed change to the commitments; it counts once signed and revoked for (BOLT 2, Normal Operation). */
public sealed interface UpdateMessage extends EstablishedMessage
    permits UpdateAddHtlc, UpdateFulfillHtlc, UpdateFailHtlc, UpdateFailMalformedHtlc, UpdateFee {}
