package org.l2node.node.storage;

/** The data directory or the database in it cannot be used; the text says why and what to do, for the operator. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
