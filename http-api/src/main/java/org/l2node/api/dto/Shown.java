package org.l2node.api.dto;

/** Makes text from outside fit to be shown: no control, direction or other invisible characters, and not too long. */
public final class Shown {
  private static final int MAX_LENGTH = 128;

  private Shown() {}

  /** At most 128 characters; what cannot be seen becomes {@code ?}. */
  public static String text(String text) {
    return text(text, MAX_LENGTH);
  }

  /** At most {@code maxLength} characters and an ellipsis; what cannot be seen becomes {@code ?}. */
  public static String text(String text, int maxLength) {
    StringBuilder out = new StringBuilder();
    int length = 0;
    for (int i = 0; i < text.length();) {
      if (length == maxLength) {
        return out.append("...").toString();
      }
      int c = text.codePointAt(i);
      out.appendCodePoint(isVisible(c) ? c : '?');
      i += Character.charCount(c);
      length++;
    }
    return out.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }
}
