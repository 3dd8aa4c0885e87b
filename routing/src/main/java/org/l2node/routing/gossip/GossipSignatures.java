package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.secp256k1.Secp256k1Exception;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.NodeAnnouncement;

/** Whether gossip was signed by whom it says. Each signature costs some 30 microseconds, so everything cheaper is checked first. */
public final class GossipSignatures {
  private GossipSignatures() {}

  /** All four signatures: both nodes' and both funding keys'. */
  public static boolean areValid(ChannelAnnouncement announcement) {
    ByteVector32 hash = announcement.signedHash();
    return isValid(hash, announcement.nodeSignature1(), announcement.nodeId1().key())
        && isValid(hash, announcement.nodeSignature2(), announcement.nodeId2().key())
        && isValid(hash, announcement.bitcoinSignature1(), announcement.bitcoinKey1())
        && isValid(hash, announcement.bitcoinSignature2(), announcement.bitcoinKey2());
  }

  /** @param node at the update's end of the channel: node 1 of its announcement for direction 0 */
  public static boolean isValid(ChannelUpdate update, NodeId node) {
    return isValid(update.signedHash(), update.signature(), node.key());
  }

  public static boolean isValid(NodeAnnouncement announcement) {
    return isValid(announcement.signedHash(), announcement.signature(), announcement.nodeId().key());
  }

  private static boolean isValid(ByteVector32 hash, ByteVector64 signature, PublicKey key) {
    try {
      return Crypto.verifySignature(hash.toByteArray(), signature, key);
    } catch (Secp256k1Exception e) {
      // Numbers out of range: no signature at all.
      return false;
    }
  }
}
