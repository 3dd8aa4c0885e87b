package org.l2node.routing.invoice;

import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.ByteVector;
import java.util.Optional;
import org.l2node.channels.wire.WireWriter;

/**
 * Field f: an address on the base chain, for when a payment over Lightning fails.
 *
 * @param version 0 to 16: witness version; 17: public key hash; 18: script hash
 * @param program witness program or hash
 */
public record FallbackAddress(int version, ByteVector program) {
  static final int PUBLIC_KEY_HASH = 17;
  static final int SCRIPT_HASH = 18;

  /** @throws IllegalArgumentException if {@link #isValid} does not hold */
  public FallbackAddress {
    if (!isValid(version, program.size())) {
      throw new IllegalArgumentException("no address: version " + version + " with " + program.size() + " bytes");
    }
  }

  /** Whether there are addresses of {@code version} with that many bytes (BIP 141). */
  static boolean isValid(int version, int length) {
    return switch (version) {
      case 0 -> length == 20 || length == 32;
      case PUBLIC_KEY_HASH, SCRIPT_HASH -> length == 20;
      default -> version > 0 && version <= 16 && length >= 2 && length <= 40;
    };
  }

  /** The output script that pays to it. */
  public ByteVector script() {
    WireWriter script = new WireWriter();
    return switch (version) {
      case PUBLIC_KEY_HASH ->
        script.raw(new byte[]{0x76, (byte) 0xa9, 20}).bytes(program).raw(new byte[]{(byte) 0x88, (byte) 0xac}).toBytes();
      case SCRIPT_HASH -> script.raw(new byte[]{(byte) 0xa9, 20}).bytes(program).u8(0x87).toBytes();
      default -> script.u8(version == 0 ? 0 : 0x50 + version).u8(program.size()).bytes(program).toBytes();
    };
  }

  /** As people write it; empty for witness versions that have no known form. */
  public Optional<String> address(InvoiceNetwork network) {
    return Optional.ofNullable(Bitcoin.addressFromPublicKeyScript(network.addressChain(), script().toByteArray()).getRight());
  }
}
