package org.l2node.node.transport.noise;

import static org.l2node.node.transport.noise.NoiseException.Reason;

import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;

/**
 * BOLT 8, the side that is dialled: what arrives goes to {@link #readActOne}; if that holds, {@link AfterActOne#actTwo} is the answer, and
 * what arrives then goes to {@link AfterActTwo#actThree}. The remote proves in act one that it knows whom it calls; before that nothing is
 * made for it, no key either.
 */
public final class NoiseResponder {
  private final PrivateKey localStatic;
  private final SymmetricState state;

  /** @param localStatic the node key */
  public NoiseResponder(PrivateKey localStatic) {
    this.localStatic = localStatic;
    this.state = new SymmetricState(localStatic.publicKey());
  }

  /**
   * Reads the remote's first bytes.
   *
   * @param actOne {@link Acts#ONE_LENGTH} bytes
   */
  public AfterActOne readActOne(byte[] actOne) throws NoiseException {
    Acts.check(actOne, Acts.ONE_LENGTH, Reason.ACT1_READ_FAILED, Reason.ACT1_BAD_VERSION);
    PublicKey remoteEphemeral = Acts.point(Acts.slice(actOne, 1, 34), Reason.ACT1_BAD_PUBKEY);
    state.mixHash(remoteEphemeral.value.toByteArray());
    state.mixKey(localStatic, remoteEphemeral);
    state.decryptAndHash(0, Acts.slice(actOne, 34, 50), Reason.ACT1_BAD_TAG);
    return new AfterActOne(state, remoteEphemeral);
  }

  /** The remote knows our node id. */
  public static final class AfterActOne {
    private final SymmetricState state;
    private final PublicKey remoteEphemeral;

    private AfterActOne(SymmetricState state, PublicKey remoteEphemeral) {
      this.state = state;
      this.remoteEphemeral = remoteEphemeral;
    }

    /** @param ephemeral fresh from a secure random source, for this handshake only */
    public AfterActTwo actTwo(PrivateKey ephemeral) {
      byte[] point = ephemeral.publicKey().value.toByteArray();
      state.mixHash(point);
      state.mixKey(ephemeral, remoteEphemeral);
      return new AfterActTwo(Acts.join(point, state.tag()), state, ephemeral);
    }
  }

  /** Act two is made and has to be sent. */
  public static final class AfterActTwo {
    private final byte[] actTwo;
    private final SymmetricState state;
    private final PrivateKey ephemeral;

    private AfterActTwo(byte[] actTwo, SymmetricState state, PrivateKey ephemeral) {
      this.actTwo = actTwo;
      this.state = state;
      this.ephemeral = ephemeral;
    }

    /** The {@link Acts#TWO_LENGTH} bytes to send. */
    public byte[] actTwo() {
      return actTwo.clone();
    }

    /**
     * Reads the end of the handshake.
     *
     * @param actThree {@link Acts#THREE_LENGTH} bytes
     */
    public NoiseSession actThree(byte[] actThree) throws NoiseException {
      Acts.check(actThree, Acts.THREE_LENGTH, Reason.ACT3_READ_FAILED, Reason.ACT3_BAD_VERSION);
      byte[] remoteStatic = state.decryptAndHash(1, Acts.slice(actThree, 1, 50), Reason.ACT3_BAD_CIPHERTEXT);
      PublicKey remote = Acts.point(remoteStatic, Reason.ACT3_BAD_PUBKEY);
      state.mixKey(ephemeral, remote);
      state.decryptAndHash(0, Acts.slice(actThree, 50, 66), Reason.ACT3_BAD_TAG);
      Hkdf keys = state.split();
      return new NoiseSession(remote, new NoiseCipher(keys.second(), state.chainingKey()),
          new NoiseCipher(keys.first(), state.chainingKey()));
    }
  }
}
