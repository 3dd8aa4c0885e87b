package org.l2node.routing.invoice;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;

/** The amount in an invoice's prefix: a whole number of bitcoin, or of a part of one that a letter names. Exact to the millisatoshi. */
final class InvoiceAmount {
  private static final long MSAT_PER_BTC = 100_000_000_000L;

  /** No amount that there can be has more, 21 million bitcoin in pico-bitcoin. */
  private static final int MAX_DIGITS = 20;

  private InvoiceAmount() {}

  /** @param text without the prefix; empty where the payer is to choose */
  static @Nullable MilliSatoshi read(String text) throws InvalidInvoiceException {
    if (text.isEmpty()) {
      return null;
    }
    int last = text.length() - 1;
    boolean hasMultiplier = !isDigit(text.charAt(last));
    String digits = hasMultiplier ? text.substring(0, last) : text;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> isDigit((char) c))) {
      throw invalid("not a number");
    }
    if (digits.charAt(0) == '0') {
      throw invalid("it starts with 0");
    }
    if (digits.length() > MAX_DIGITS) {
      throw invalid("more than all bitcoin there will be");
    }
    BigInteger number = new BigInteger(digits);
    BigInteger msat = hasMultiplier ? parts(number, text.charAt(last)) : number.multiply(BigInteger.valueOf(MSAT_PER_BTC));
    if (msat.compareTo(BigInteger.valueOf(MilliSatoshi.MAX.msat())) > 0) {
      throw invalid("more than all bitcoin there will be");
    }
    return new MilliSatoshi(msat.longValueExact());
  }

  private static BigInteger parts(BigInteger number, char multiplier) throws InvalidInvoiceException {
    return switch (multiplier) {
      case 'm' -> number.multiply(BigInteger.valueOf(MSAT_PER_BTC / 1_000));
      case 'u' -> number.multiply(BigInteger.valueOf(MSAT_PER_BTC / 1_000_000));
      case 'n' -> number.multiply(BigInteger.valueOf(MSAT_PER_BTC / 1_000_000_000));
      case 'p' -> {
        BigInteger[] tenths = number.divideAndRemainder(BigInteger.TEN);
        if (tenths[1].signum() != 0) {
          throw invalid("it has a fraction of a millisatoshi");
        }
        yield tenths[0];
      }
      default -> throw invalid("unknown multiplier \"" + multiplier + "\"");
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static InvalidInvoiceException invalid(String why) {
    return new InvalidInvoiceException(new InvoiceError.InvalidAmount(why));
  }

  /** The shortest form of {@code amount}, empty for none. */
  static String write(@Nullable MilliSatoshi amount) {
    if (amount == null) {
      return "";
    }
    long msat = amount.msat();
    if (msat % MSAT_PER_BTC == 0) {
      return Long.toString(msat / MSAT_PER_BTC);
    } else if (msat % (MSAT_PER_BTC / 1_000) == 0) {
      return msat / (MSAT_PER_BTC / 1_000) + "m";
    } else if (msat % (MSAT_PER_BTC / 1_000_000) == 0) {
      return msat / (MSAT_PER_BTC / 1_000_000) + "u";
    } else if (msat % (MSAT_PER_BTC / 1_000_000_000) == 0) {
      return msat / (MSAT_PER_BTC / 1_000_000_000) + "n";
    }
    return msat + "0p";
  }
}
