package org.l2node.node.transport.noise;

import fr.acinq.bitcoin.PublicKey;

/**
 * What a finished handshake leaves.
 *
 * @param remote the static key that the remote proved to own: its node id
 * @param sending encrypts what this side sends
 * @param receiving decrypts what the remote sends
 */
public record NoiseSession(PublicKey remote, NoiseCipher sending, NoiseCipher receiving) {}
