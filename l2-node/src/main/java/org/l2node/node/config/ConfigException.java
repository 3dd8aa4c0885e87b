package org.l2node.node.config;

/** The configuration cannot be used; the text names the setting and what is wrong, for the operator. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
