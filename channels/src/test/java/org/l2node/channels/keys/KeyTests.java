package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.Random;

/** Random keys for tests, repeatable by their seed. */
public final class KeyTests {
  private KeyTests() {}

  public static ByteVector32 bytes32(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new ByteVector32(bytes);
  }

  public static PrivateKey privateKey(Random random) {
    return new PrivateKey(bytes32(random));
  }

  public static ChannelKeys channelKeys(Random random) {
    return new ChannelKeys(
        privateKey(random), privateKey(random), privateKey(random), privateKey(random), privateKey(random), bytes32(random));
  }
}
