package org.l2node.api.cli;

import java.util.ArrayList;
import java.util.List;
import org.l2node.api.dto.Shown;

/** Lays out texts for people: pairs of name and value, and tables. No colours, no control characters. */
final class Texts {
  private static final int MAX_VALUE = 2_000;
  private static final String GAP = "  ";

  private Texts() {}

  /** Names and values, one pair per line, the values below each other. */
  static final class Pairs {
    private final List<String[]> pairs = new ArrayList<>();

    /** Adds a pair; one without a value is left out. */
    Pairs add(String name, String value) {
      if (!value.isEmpty()) {
        pairs.add(new String[]{name, Shown.text(value, MAX_VALUE)});
      }
      return this;
    }

    @Override
    public String toString() {
      int width = pairs.stream().mapToInt(p -> p[0].length()).max().orElse(0);
      StringBuilder out = new StringBuilder();
      for (String[] pair : pairs) {
        out.append(pad(pair[0], width)).append(GAP).append(pair[1]).append('\n');
      }
      return out.toString();
    }
  }

  /** A table with a heading; without rows, a sentence instead. */
  static String table(List<String> heading, List<List<String>> rows, String ifEmpty) {
    if (rows.isEmpty()) {
      return ifEmpty + "\n";
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(heading);
    rows.forEach(row -> lines.add(row.stream().map(cell -> Shown.text(cell.isEmpty() ? "-" : cell, MAX_VALUE)).toList()));
    int[] widths = new int[heading.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(pad(line.get(i), widths[i])).append(GAP);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
