package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector64;
import java.util.List;

/**
 * What the countersignatory gives for a commitment: the content of {@code commitment_signed}.
 *
 * @param commitment for the commitment transaction
 * @param htlcs for the HTLC transactions, in the order of the commitment's outputs
 */
public record CommitmentSignatures(ByteVector64 commitment, List<ByteVector64> htlcs) {
  public CommitmentSignatures {
    htlcs = List.copyOf(htlcs);
  }
}
