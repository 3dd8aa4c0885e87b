package org.l2node.channels.keys;

import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.DeterministicWallet.ExtendedPrivateKey;
import fr.acinq.bitcoin.PrivateKey;
import java.util.List;
import org.l2node.channels.units.NodeId;

/**
 * All keys of this node but the wallet's, from one seed. By BIP 32, hardened at every step, so that no key that gets out gives away
 * another:
 *
 * <ul>
 * <li>{@code m/9735'/coin'/0'}: the node's identity
 * <li>{@code m/9735'/coin'/1'/high'/low'/k'}: the keys of channel number {@code high * 2^31 + low}; k: 0 funding, 1 revocation, 2 payment,
 * 3 delayed payment, 4 HTLC basepoint secret, 5 seed of the per-commitment secrets
 * </ul>
 *
 * where {@code coin'} is 0' on mainnet and 1' elsewhere (SLIP 44). The wallet's own keys are on {@code m/86'/coin'/0'} (BIP 86). These
 * paths never change: they are how a seed gets money back.
 */
public final class NodeKeys {
  private static final long PURPOSE = 9735;
  private static final int SEED_LENGTH = 64;

  private final PrivateKey nodeKey;
  private final NodeId nodeId;
  private final ExtendedPrivateKey channels;

  private NodeKeys(ExtendedPrivateKey root) {
    nodeKey = child(root, 0).getPrivateKey();
    nodeId = new NodeId(nodeKey.publicKey());
    channels = child(root, 1);
  }

  /**
   * @param seed of BIP 39, 64 bytes; not kept
   * @throws IllegalArgumentException if it has another length
   */
  public static NodeKeys fromSeed(byte[] seed, Chain chain) {
    if (seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException("a BIP 39 seed has 64 bytes, not " + seed.length);
    }
    long coin = chain.isMainnet() ? 0 : 1;
    return new NodeKeys(
        DeterministicWallet.generate(seed)
            .derivePrivateKey(List.of(DeterministicWallet.hardened(PURPOSE), DeterministicWallet.hardened(coin))));
  }

  /** The key of {@link #nodeId()}: BOLT 8 handshakes, announcements, invoices, onions. */
  public PrivateKey nodeKey() {
    return nodeKey;
  }

  public NodeId nodeId() {
    return nodeId;
  }

  /**
   * The keys of one channel; some hundred microseconds of work, so keep them.
   *
   * @param index 0 to 2^62-1, another one for each channel
   */
  public ChannelKeys channel(long index) {
    if (index < 0 || index >= 1L << 62) {
      throw new IllegalArgumentException("not a channel's number: " + index);
    }
    ExtendedPrivateKey channel = child(child(channels, index >>> 31), index & 0x7fffffffL);
    return new ChannelKeys(
        child(channel, 0).getPrivateKey(),
        child(channel, 1).getPrivateKey(),
        child(channel, 2).getPrivateKey(),
        child(channel, 3).getPrivateKey(),
        child(channel, 4).getPrivateKey(),
        child(channel, 5).secretkeybytes);
  }

  private static ExtendedPrivateKey child(ExtendedPrivateKey parent, long index) {
    return parent.derivePrivateKey(DeterministicWallet.hardened(index));
  }

  @Override
  public String toString() {
    return "keys of node " + nodeId;
  }
}
