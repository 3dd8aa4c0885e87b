package org.l2node.routing.invoice;

/** The types of tagged fields, the letters of BOLT 11 as bech32 counts them. */
final class FieldType {
  static final int PAYMENT_HASH = 1;
  static final int ROUTE_HINT = 3;
  static final int FEATURES = 5;
  static final int EXPIRY = 6;
  static final int FALLBACK = 9;
  static final int DESCRIPTION = 13;
  static final int PAYMENT_SECRET = 16;
  static final int PAYEE = 19;
  static final int DESCRIPTION_HASH = 23;
  static final int MIN_FINAL_CLTV_EXPIRY_DELTA = 24;
  static final int METADATA = 27;

  /** The groups of 32 bytes. */
  static final int HASH_LENGTH = 52;

  /** The groups of a public key. */
  static final int KEY_LENGTH = 53;

  private FieldType() {}
}
