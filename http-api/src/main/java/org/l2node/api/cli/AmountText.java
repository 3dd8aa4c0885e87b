package org.l2node.api.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * Amounts as people write them: a number and its unit, {@code 25000sat}, {@code 1000msat} or {@code 0.001btc}. Exact; a unit is never
 * guessed.
 */
final class AmountText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,19})(\\.[0-9]{1,11})?([a-zA-Z]*)");
  private static final String HELP = "write the amount with its unit: 25000sat, 1000msat or 0.001btc";
  private static final BigDecimal MAX = BigDecimal.valueOf(MilliSatoshi.MAX.msat());

  private AmountText() {}

  /**
   * @throws IllegalArgumentException with a text for people if {@code text} is no amount, has no unit, or is not a whole number of
   *   millisatoshi
   */
  static MilliSatoshi milliSatoshi(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("this is not an amount; " + HELP);
    }
    String fraction = matcher.group(2);
    BigDecimal number = new BigDecimal(matcher.group(1) + (fraction == null ? "" : fraction));
    BigDecimal msat = number.scaleByPowerOfTen(switch (matcher.group(3)) {
      case "msat" -> 0;
      case "sat" -> 3;
      case "btc", "BTC" -> 11;
      case "" -> throw new IllegalArgumentException("the unit is missing; " + HELP);
      default -> throw new IllegalArgumentException("there is no unit \"" + matcher.group(3) + "\"; " + HELP);
    });
    if (msat.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("this is more than all bitcoin there will be");
    }
    try {
      return MilliSatoshi.msat(msat.longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("there is nothing smaller than 1msat", e);
    }
  }

  /** @throws IllegalArgumentException as {@link #milliSatoshi}, and if it is not a whole number of satoshi */
  static Satoshi satoshi(String text) {
    MilliSatoshi amount = milliSatoshi(text);
    if (amount.msat() % 1000 != 0) {
      throw new IllegalArgumentException("on chain there is nothing smaller than 1sat");
    }
    return amount.toSatoshiRoundDown();
  }

  /** In satoshi where that is exact, else in millisatoshi; in the form that can be read again. */
  static String show(long msat) {
    return msat % 1000 == 0 ? msat / 1000 + "sat" : msat + "msat";
  }
}
