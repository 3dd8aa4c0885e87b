package org.l2node.node.transport.noise;

import static org.l2node.node.transport.noise.NoiseException.Reason;

import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;

/** BOLT 8, the side that dials: {@link #actOne} once, then {@link #actTwo} once with the answer, which gives act three and the session. */
public final class NoiseInitiator {
  private final PrivateKey localStatic;
  private final PrivateKey ephemeral;
  private final PublicKey remoteStatic;
  private final SymmetricState state;

  /**
   * @param localStatic the node key
   * @param ephemeral fresh from a secure random source, for this handshake only
   * @param remoteStatic the node id that is expected at the other end
   */
  public NoiseInitiator(PrivateKey localStatic, PrivateKey ephemeral, PublicKey remoteStatic) {
    this.localStatic = localStatic;
    this.ephemeral = ephemeral;
    this.remoteStatic = remoteStatic;
    this.state = new SymmetricState(remoteStatic);
  }

  /** The {@link Acts#ONE_LENGTH} bytes to send first. */
  public byte[] actOne() {
    byte[] point = ephemeral.publicKey().value.toByteArray();
    state.mixHash(point);
    state.mixKey(ephemeral, remoteStatic);
    return Acts.join(point, state.tag());
  }

  /** The end of the handshake for this side. */
  public static final class Finished {
    private final byte[] actThree;
    private final NoiseSession session;

    private Finished(byte[] actThree, NoiseSession session) {
      this.actThree = actThree;
      this.session = session;
    }

    /** The {@link Acts#THREE_LENGTH} bytes to send. */
    public byte[] actThree() {
      return actThree.clone();
    }

    /** The session that begins behind act three. */
    public NoiseSession session() {
      return session;
    }
  }

  /**
   * Reads the remote's answer to act one.
   *
   * @param actTwo {@link Acts#TWO_LENGTH} bytes
   */
  public Finished actTwo(byte[] actTwo) throws NoiseException {
    Acts.check(actTwo, Acts.TWO_LENGTH, Reason.ACT2_READ_FAILED, Reason.ACT2_BAD_VERSION);
    PublicKey remoteEphemeral = Acts.point(Acts.slice(actTwo, 1, 34), Reason.ACT2_BAD_PUBKEY);
    state.mixHash(remoteEphemeral.value.toByteArray());
    state.mixKey(ephemeral, remoteEphemeral);
    state.decryptAndHash(0, Acts.slice(actTwo, 34, 50), Reason.ACT2_BAD_TAG);
    byte[] encryptedStatic = state.encryptAndHash(1, localStatic.publicKey().value.toByteArray());
    state.mixKey(localStatic, remoteEphemeral);
    byte[] actThree = Acts.join(encryptedStatic, state.tag());
    Hkdf keys = state.split();
    return new Finished(actThree, new NoiseSession(remoteStatic, new NoiseCipher(keys.first(), state.chainingKey()),
        new NoiseCipher(keys.second(), state.chainingKey())));
  }
}
