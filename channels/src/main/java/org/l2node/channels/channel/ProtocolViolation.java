package org.l2node.channels.channel;

/** The peer broke a rule. Thrown where the rule is checked, caught in one place, answered as {@link #severity()} says. */
public final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Severity severity;
  private final String rule;

  /**
   * @param severity what it costs
   * @param rule the BOLT and message whose rule it is, such as {@code BOLT 2 update_add_htlc}
   * @param text what was wrong, in words fit for the peer and for a log
   */
  public ProtocolViolation(Severity severity, String rule, String text) {
    super(text);
    this.severity = severity;
    this.rule = rule;
  }

  public Severity severity() {
    return severity;
  }

  public String rule() {
    return rule;
  }

  /** The text without the rule. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
