package org.l2node.node.transport;

import java.time.Duration;

/**
 * Bounds that keep strangers from using up this node.
 *
 * @param inboundHandshakes how many accepted connections may be in their handshake at once; one more ends the oldest
 * @param connectTimeout how long a dialled address may take to answer
 * @param handshakeTimeout how long a handshake may take in all
 * @param outboundBytes what may wait to be sent to one remote; passed, it is disconnected
 * @param writableMark what may wait until {@link Connection#writable} is false
 * @param closeLinger how long the last words of a closed connection may take
 */
public record TransportLimits(int inboundHandshakes, Duration connectTimeout, Duration handshakeTimeout, int outboundBytes,
    int writableMark, Duration closeLinger) {
  /** What a node runs with. 4 MB hold several full channels' worth of HTLCs at once. */
  public static final TransportLimits DEFAULT = new TransportLimits(64, Duration.ofSeconds(10), Duration.ofSeconds(10), 4 << 20, 256 << 10,
      Duration.ofSeconds(2));

  public TransportLimits {
    if (inboundHandshakes < 1 || outboundBytes < 1 || writableMark < 1 || writableMark > outboundBytes) {
      throw new IllegalArgumentException("bounds must be positive and the mark below the bound");
    }
  }
}
