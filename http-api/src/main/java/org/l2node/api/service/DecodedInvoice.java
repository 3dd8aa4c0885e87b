package org.l2node.api.service;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;

/**
 * What a BOLT 11 invoice says; the signature was checked.
 *
 * @param network {@code mainnet}, {@code testnet4}, {@code testnet}, {@code signet} or {@code regtest}
 * @param payee the node that signed it
 * @param amount null: the payer chooses
 * @param description null where there is only its hash
 * @param features the feature bits as on the wire, big-endian; empty where there are none
 * @param fallbackAddresses on-chain addresses to pay to otherwise
 * @param routeHints private channels that lead to the payee, each from its far end
 * @param expired at the time of asking
 */
public record DecodedInvoice(
    String network,
    PaymentHash paymentHash,
    NodeId payee,
    @Nullable MilliSatoshi amount,
    @Nullable String description,
    @Nullable ByteVector32 descriptionHash,
    Instant createdAt,
    Instant expiresAt,
    boolean expired,
    CltvExpiryDelta minFinalCltvExpiryDelta,
    ByteVector features,
    List<String> fallbackAddresses,
    List<List<RouteHintHop>> routeHints) {
  public DecodedInvoice {
    fallbackAddresses = List.copyOf(fallbackAddresses);
    routeHints = routeHints.stream().map(List::copyOf).toList();
  }
}
