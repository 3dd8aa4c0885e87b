package org.l2node.node.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.storage.FileTrouble;
import org.l2node.onchain.chain.Network;

/**
 * All that one node needs to know, checked.
 *
 * @param listen where peers reach it; port 0: any that is free
 * @param announce where the network is told to reach it; empty: nowhere
 * @param api where the HTTP API listens; loopback; port 0: any that is free
 * @param alias at most 32 bytes of UTF-8
 * @param seedPassword opens the seed; null where the seed is in plain text
 * @param minChannel smallest channel to accept or to open
 * @param maxChannel largest channel to accept or to open
 * @param accept which channels peers may open
 * @param commitsToScript whether channels close to the address that was told at their opening and to no other
 * @param minDepth confirmations before a channel that the peer opened is used; at least 1
 * @param maxAcceptedHtlcs 1 to 483
 * @param feeBase what a forwarded payment pays, at least
 * @param feePpm millionths of the amount that a forwarded payment pays
 * @param cltvExpiryDelta between the incoming and the outgoing expiry of a forwarded payment
 */
public record NodeConfig(
    Path datadir,
    Network network,
    HostPort listen,
    Optional<HostPort> announce,
    HostPort api,
    String alias,
    @Nullable SeedPassword seedPassword,
    Satoshi minChannel,
    Satoshi maxChannel,
    AcceptPolicy accept,
    boolean commitsToScript,
    int minDepth,
    int maxAcceptedHtlcs,
    MilliSatoshi feeBase,
    int feePpm,
    CltvExpiryDelta cltvExpiryDelta) {
  private static final int ALIAS_BYTES = 32;

  /** Checks the settings together. */
  public static NodeConfig of(Settings settings) {
    Network network = network(settings.require(Setting.NETWORK));
    String alias = settings.get(Setting.ALIAS).orElse("");
    if (alias.getBytes(StandardCharsets.UTF_8).length > ALIAS_BYTES) {
      throw new ConfigException(settings.name(Setting.ALIAS) + ": longer than " + ALIAS_BYTES + " bytes");
    }
    long minChannel = settings.number(Setting.MIN_CHANNEL_SAT, 1_000, ChannelPolicy.MOST_FUNDING.sat(), 20_000);
    long mostByDefault = Math.max(minChannel, ChannelPolicy.MOST_WITHOUT_LARGE.sat());
    return new NodeConfig(
        Path.of(settings.require(Setting.DATADIR)),
        network,
        HostPort.parse(settings.name(Setting.LISTEN), settings.get(Setting.LISTEN).orElse("127.0.0.1:9735")),
        settings.get(Setting.ANNOUNCE).map(text -> HostPort.parse(settings.name(Setting.ANNOUNCE), text)),
        api(settings.name(Setting.API), settings.get(Setting.API).orElse("127.0.0.1:8735")),
        alias,
        password(settings),
        new Satoshi(minChannel),
        new Satoshi(settings.number(Setting.MAX_CHANNEL_SAT, minChannel, ChannelPolicy.MOST_FUNDING.sat(), mostByDefault)),
        AcceptPolicy.of(settings),
        settings.yes(Setting.UPFRONT_SHUTDOWN_SCRIPT),
        (int) settings.number(Setting.MIN_DEPTH, 1, 100, network.isOnDemand() ? 1 : 3),
        (int) settings.number(Setting.MAX_ACCEPTED_HTLCS, 1, 483, 30),
        new MilliSatoshi(settings.number(Setting.FEE_BASE_MSAT, 0, 0xffffffffL, 1_000)),
        (int) settings.number(Setting.FEE_PPM, 0, 1_000_000, 100),
        new CltvExpiryDelta((int) settings.number(Setting.CLTV_EXPIRY_DELTA, 34, 2016, 80)));
  }

  private static Network network(String name) {
    try {
      return Network.parse(name);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static HostPort api(String name, String text) {
    HostPort api = HostPort.parse(name, text);
    try {
      if (!InetAddress.getByName(api.host()).isLoopbackAddress()) {
        throw new ConfigException(
            name + ": " + api + " is not a loopback address; there is no TLS yet, so reach it from elsewhere through an "
                + "SSH tunnel: ssh -L 8735:127.0.0.1:8735 HOST");
      }
    } catch (UnknownHostException _) {
      throw new ConfigException(name + ": the host " + api.host() + " is unknown");
    }
    return api;
  }

  private static @Nullable SeedPassword password(Settings settings) {
    boolean plain = settings.yes(Setting.INSECURE_PLAINTEXT_SEED);
    Optional<String> file = settings.get(Setting.PASSWORD_FILE);
    if (plain == file.isPresent()) {
      throw new ConfigException(plain
          ? "--password-file and --insecure-plaintext-seed exclude each other"
          : "the seed needs a password: name a file that holds one by --password-file (or keep the seed in plain text with "
              + "--insecure-plaintext-seed)");
    }
    if (plain) {
      return null;
    }
    try {
      String line = Files.readAllLines(Path.of(file.orElseThrow())).stream().findFirst().orElse("");
      if (line.isBlank()) {
        throw new ConfigException(settings.name(Setting.PASSWORD_FILE) + ": its first line is empty");
      }
      return new SeedPassword(line);
    } catch (IOException e) {
      throw new ConfigException(
          settings.name(Setting.PASSWORD_FILE) + ": " + file.orElseThrow() + " cannot be read: " + FileTrouble.text(e));
    }
  }

  /**
   * What opens the seed; not shown in texts.
   *
   * @param text as typed
   */
  public record SeedPassword(String text) {
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "password ***";
    }
  }
}
