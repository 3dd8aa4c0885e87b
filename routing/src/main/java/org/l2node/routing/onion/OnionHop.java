package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.units.NodeId;

/**
 * One stop of an onion's route.
 *
 * @param node who can read it
 * @param payload the TLV stream for that node, without its length: see {@link RelayPayload#write} and {@link FinalPayload#write}
 */
public record OnionHop(NodeId node, ByteVector payload) {}
