package org.l2node.onchain.bitcoind;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.TxId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.ChainUnreachableException;

/** Reads values out of the full node's answers; what is not as it should be is a bad answer. */
final class RpcValues {
  private static final int DECIMALS = 8;
  private static final BigDecimal WEIGHT_PER_VIRTUAL = BigDecimal.valueOf(4);

  private RpcValues() {}

  static String text(String method, JsonNode node, String field) throws ChainUnreachableException {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw JsonRpc.badAnswer(method, "no text '" + field + "'");
    }
    return value.textValue();
  }

  static int integer(String method, JsonNode node, String field) throws ChainUnreachableException {
    JsonNode value = node.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
      throw JsonRpc.badAnswer(method, "no number '" + field + "'");
    }
    return value.intValue();
  }

  static boolean bool(String method, JsonNode node, String field) throws ChainUnreachableException {
    JsonNode value = node.path(field);
    if (!value.isBoolean()) {
      throw JsonRpc.badAnswer(method, "neither yes nor no for '" + field + "'");
    }
    return value.booleanValue();
  }

  /** An amount in bitcoin, exact to the satoshi. */
  static Satoshi amount(String method, JsonNode node, String field) throws ChainUnreachableException {
    JsonNode value = node.path(field);
    if (value.isNumber()) {
      try {
        return new Satoshi(value.decimalValue().movePointRight(DECIMALS).longValueExact());
      } catch (ArithmeticException | IllegalArgumentException _) { // said below
      }
    }
    throw JsonRpc.badAnswer(method, "no amount '" + field + "'");
  }

  /** A rate in bitcoin per 1,000 virtual bytes, rounded up, at least the floor. */
  static FeeratePerKw feerate(String method, JsonNode node, String field) throws ChainUnreachableException {
    JsonNode value = node.path(field);
    if (value.isNumber()) {
      try {
        long satPerKw = value.decimalValue().movePointRight(DECIMALS).divide(WEIGHT_PER_VIRTUAL, 0, RoundingMode.CEILING).longValueExact();
        return new FeeratePerKw(Math.max(FeeratePerKw.FLOOR.satPerKw(), satPerKw));
      } catch (ArithmeticException | IllegalArgumentException _) { // said below
      }
    }
    throw JsonRpc.badAnswer(method, "no fee rate '" + field + "'");
  }

  static ByteVector bytes(String method, String hex) throws ChainUnreachableException {
    try {
      return ByteVector.fromHex(hex);
    } catch (RuntimeException _) {
      throw JsonRpc.badAnswer(method, "not hexadecimal");
    }
  }

  static ByteVector32 bytes32(String method, String hex) throws ChainUnreachableException {
    ByteVector bytes = bytes(method, hex);
    if (bytes.size() != 32) {
      throw JsonRpc.badAnswer(method, "not 32 bytes");
    }
    return new ByteVector32(bytes);
  }

  static TxId txId(String method, String hex) throws ChainUnreachableException {
    return new TxId(bytes32(method, hex));
  }
}
