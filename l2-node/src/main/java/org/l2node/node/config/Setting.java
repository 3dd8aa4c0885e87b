package org.l2node.node.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.l2node.api.json.Suggestion;

/**
 * Everything that can be set, by the same word in the configuration file ({@code listen}) and, with dashes, as a flag ({@code --listen}).
 */
public enum Setting {
  DATADIR("folder that holds the node: seed, database, token"),
  NETWORK("regtest, signet, testnet4 or mainnet"),
  BITCOIND_URL("http://host:port of bitcoind's RPC; user:password@ before the host where there is no cookie"),
  BITCOIND_COOKIE("bitcoind's cookie file"),
  BITCOIND_ZMQ("bitcoind's zmqpubhashblock address, tcp://host:port: learns of blocks at once; without it the node asks"),
  LISTEN("host:port for peers"),
  ANNOUNCE("host:port to announce to the network, where it differs from listen"),
  API("host:port of the HTTP API; loopback only"),
  ALIAS("name to announce, at most 32 bytes"),
  PASSWORD_FILE("file whose first line opens the seed"),
  INSECURE_PLAINTEXT_SEED("true: keep the seed in plain text"),
  MIN_CHANNEL_SAT("smallest channel to open or accept"),
  MAX_CHANNEL_SAT("largest channel to open or accept"),
  ACCEPT_CHANNELS("which channels peers may open: any, public, private or none"),
  ALLOW_PEERS("ids of the nodes that may open channels, with commas between them; without it all may"),
  DENY_PEERS("ids of the nodes that may not open channels"),
  ZEROCONF_PEERS("ids of the nodes whose channels are used before they are confirmed: what they promise is taken on trust"),
  UPFRONT_SHUTDOWN_SCRIPT("true: tell peers at the opening where channels close to, and close to no other address"),
  MIN_DEPTH("confirmations before a channel is used"),
  MAX_ACCEPTED_HTLCS("HTLCs to take at once in a channel, 1 to 483"),
  FEE_BASE_MSAT("what a forwarded payment pays, at least"),
  FEE_PPM("millionths of the amount that a forwarded payment pays"),
  CLTV_EXPIRY_DELTA("blocks between the incoming and the outgoing expiry of a forwarded payment"),
  LOG_LEVEL("error, warn, info or debug");

  private final String meaning;

  Setting(String meaning) {
    this.meaning = meaning;
  }

  /** The word in the configuration file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word on the command line. */
  public String flag() {
    return "--" + key().replace('_', '-');
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  static Optional<Setting> find(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** The word of a setting that somebody who wrote an unknown one may have meant. */
  static Optional<String> nearest(String key) {
    return Suggestion.of(key, Arrays.stream(values()).map(Setting::key).toList());
  }
}
