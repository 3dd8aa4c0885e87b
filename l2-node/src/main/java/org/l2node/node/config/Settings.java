package org.l2node.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.l2node.node.storage.FileTrouble;

/** The raw settings, merged: what a flag says counts before what the file says. */
public final class Settings {
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Set<Setting> fromFlags = EnumSet.noneOf(Setting.class);

  /**
   * Reads a file of lines {@code key = value}; {@code #} begins a comment line.
   *
   * @throws ConfigException for an unknown or repeated key, a line of another form, a file that cannot be read
   */
  public static Settings ofFile(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigException("the configuration file " + file + " cannot be read: " + FileTrouble.text(e));
    }
    Settings settings = new Settings();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = file + " line " + (i + 1) + ": ";
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(where + "needs key = value");
      }
      String key = line.substring(0, equals).strip();
      Setting setting = Setting.find(key).orElseThrow(() -> new ConfigException(
          where + "unknown setting '" + key + "'" + Setting.nearest(key).map(near -> "; did you mean '" + near + "'?").orElse("")));
      if (settings.values.putIfAbsent(setting, line.substring(equals + 1).strip()) != null) {
        throw new ConfigException(where + "'" + key + "' is set twice");
      }
    }
    return settings;
  }

  /** Sets or replaces a value. */
  public Settings set(Setting setting, String value) {
    values.put(setting, value);
    return this;
  }

  /** Sets or replaces a value, of which errors are to speak as of a flag. */
  public Settings flag(Setting setting, String value) {
    fromFlags.add(setting);
    return set(setting, value);
  }

  /** As the operator wrote it: the flag, or the word in the file. */
  public String name(Setting setting) {
    return fromFlags.contains(setting) ? setting.flag() : setting.key();
  }

  /** Lets {@code flags} count before these. */
  public Settings overriddenBy(Settings flags) {
    values.putAll(flags.values);
    fromFlags.addAll(flags.fromFlags);
    return this;
  }

  public Optional<String> get(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** @throws ConfigException if it is not set */
  public String require(Setting setting) {
    return get(setting).orElseThrow(() -> new ConfigException(setting.flag() + " is missing: " + setting.meaning()));
  }

  /** @throws ConfigException if it is set to something else than a whole number within the bounds */
  public long number(Setting setting, long least, long most, long otherwise) {
    Optional<String> text = get(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value < least || value > most) {
        throw new ConfigException(name(setting) + ": " + value + " is not between " + least + " and " + most);
      }
      return value;
    } catch (NumberFormatException _) {
      throw new ConfigException(name(setting) + ": '" + text.get() + "' is not a whole number");
    }
  }

  /** @throws ConfigException if it is set to something else than true or false */
  public boolean yes(Setting setting) {
    return switch (get(setting).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(name(setting) + ": needs true or false");
    };
  }
}
