package org.l2node.api.cli;

import java.time.Duration;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what people write, with a text that helps where it cannot be read. */
final class Converters {
  private static final int HASH_DIGITS = 64;

  private Converters() {}

  static final class Amount implements ITypeConverter<MilliSatoshi> {
    @Override
    public MilliSatoshi convert(String text) {
      try {
        return AmountText.milliSatoshi(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class OnChainAmount implements ITypeConverter<Satoshi> {
    @Override
    public Satoshi convert(String text) {
      try {
        return AmountText.satoshi(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class Hex32 implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (text.length() != HASH_DIGITS || !text.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        throw new TypeConversionException("it must be 64 hexadecimal digits");
      }
      return text;
    }
  }
}
