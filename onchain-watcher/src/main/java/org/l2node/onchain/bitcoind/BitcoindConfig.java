package org.l2node.onchain.bitcoind;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the full node is and how to talk to it.
 *
 * @param url as in {@code http://127.0.0.1:8332}
 * @param timeout for one request
 * @param zmqBlockAddress what {@code -zmqpubhashblock} of the full node says, as in {@code tcp://127.0.0.1:28332}; null to ask it at
 *   intervals only
 */
public record BitcoindConfig(URI url, RpcCredentials credentials, Duration timeout, @Nullable String zmqBlockAddress) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** @throws IllegalArgumentException if {@code url} is no http address or the other no ZeroMQ address; the message is for people */
  public BitcoindConfig {
    String scheme = url.getScheme();
    if (scheme == null || !(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException("not an address of bitcoind's RPC (http://host:port): " + withoutUserInfo(url));
    }
    if (zmqBlockAddress != null) {
      ZmqBlocks.checked(zmqBlockAddress);
    }
  }

  /**
   * Reads an address as users write it, with or without {@code user:password@}.
   *
   * @param credentials used unless the address has its own; null where there are none
   * @throws IllegalArgumentException if it is no http address, or nothing says who we are; the message is for people and shows no password
   */
  public static BitcoindConfig parse(String address, @Nullable RpcCredentials credentials, @Nullable String zmqBlockAddress) {
    URI url;
    try {
      url = URI.create(address);
    } catch (IllegalArgumentException _) { // its message repeats the password
      throw new IllegalArgumentException("not an address of bitcoind's RPC (http://host:port)");
    }
    String userInfo = url.getUserInfo();
    RpcCredentials mine = credentials;
    if (userInfo != null) {
      int colon = userInfo.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("the address of bitcoind's RPC has a user but no password");
      }
      mine = new RpcCredentials.UserPassword(userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }
    if (mine == null) {
      throw new IllegalArgumentException("neither a cookie file nor user:password@ in the address says who we are to bitcoind");
    }
    return new BitcoindConfig(withoutUserInfo(url), mine, DEFAULT_TIMEOUT, zmqBlockAddress);
  }

  private static URI withoutUserInfo(URI url) {
    return url.getUserInfo() == null ? url : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }
}
