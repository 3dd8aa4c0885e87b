package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * One record of a TLV stream (BOLT 1).
 *
 * @param type as unsigned 64 bits; even means that whoever does not know it must refuse
 * @param value what it holds, not looked into
 */
public record Tlv(long type, ByteVector value) {}
