package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.DeterministicWallet.ExtendedPrivateKey;
import fr.acinq.bitcoin.DeterministicWallet.ExtendedPublicKey;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Script;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.l2node.onchain.chain.Network;

/** The keys of BIP 86: single-key taproot outputs. Secret: {@link #toString} shows nothing of them. */
public final class WalletKeys {
  private static final long PURPOSE = 86;

  private final Network network;
  private final Map<Branch, ExtendedPrivateKey> branches = new EnumMap<>(Branch.class);
  private final Map<Branch, ExtendedPublicKey> publicBranches = new EnumMap<>(Branch.class);

  /** Derived once: each costs two multiplications on the curve. */
  private final Map<KeyLocation, ByteVector> scripts = new ConcurrentHashMap<>();

  private WalletKeys(Network network, ExtendedPrivateKey account) {
    this.network = network;
    for (Branch branch : Branch.values()) {
      ExtendedPrivateKey key = account.derivePrivateKey(branch.number());
      branches.put(branch, key);
      publicBranches.put(branch, key.getExtendedPublicKey());
    }
  }

  /**
   * The keys of account 0.
   *
   * @param seed the 64 bytes of BIP 39 (any 16 to 64 bytes will do for BIP 32); not kept, the caller wipes it
   */
  public static WalletKeys fromSeed(byte[] seed, Network network) {
    List<Long> path = List.of(DeterministicWallet.hardened(PURPOSE), DeterministicWallet.hardened(network.coinType()),
        DeterministicWallet.hardened(0));
    return new WalletKeys(network, DeterministicWallet.generate(seed).derivePrivateKey(path));
  }

  public Network network() {
    return network;
  }

  public WalletAddress address(KeyLocation key) {
    PublicKey publicKey = publicKey(key);
    return new WalletAddress(Bitcoin.computeBIP86Address(publicKey, network.genesis()), script(publicKey), key);
  }

  ByteVector script(KeyLocation key) {
    return scripts.computeIfAbsent(key, location -> script(publicKey(location)));
  }

  private static ByteVector script(PublicKey publicKey) {
    return new ByteVector(Script.write(Script.pay2tr(publicKey.xOnly(), Crypto.TaprootTweak.KeyPathTweak.INSTANCE)));
  }

  private PublicKey publicKey(KeyLocation key) {
    return DeterministicWallet.derivePublicKey(publicBranches.get(key.branch()), key.index()).getPublicKey();
  }

  PrivateKey privateKey(KeyLocation key) {
    return DeterministicWallet.derivePrivateKey(branches.get(key.branch()), key.index()).getPrivateKey();
  }

  @Override
  public String toString() {
    return "WalletKeys(***)";
  }
}
