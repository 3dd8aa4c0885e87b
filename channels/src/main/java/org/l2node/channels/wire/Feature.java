package org.l2node.channels.wire;

/** The features of BOLT 9 that this node has words for; whether it offers them is {@link NodeFeatures}' matter. */
public enum Feature {
  DATA_LOSS_PROTECT(0, "option_data_loss_protect"),
  UPFRONT_SHUTDOWN_SCRIPT(4, "option_upfront_shutdown_script"),
  GOSSIP_QUERIES(6, "gossip_queries"),
  VAR_ONION(8, "var_onion_optin"),
  GOSSIP_QUERIES_EX(10, "gossip_queries_ex"),
  STATIC_REMOTEKEY(12, "option_static_remotekey"),
  PAYMENT_SECRET(14, "payment_secret"),
  BASIC_MPP(16, "basic_mpp"),
  LARGE_CHANNEL(18, "option_support_large_channel"),
  ANCHORS(22, "option_anchors"),
  ROUTE_BLINDING(24, "option_route_blinding"),
  SHUTDOWN_ANYSEGWIT(26, "option_shutdown_anysegwit"),
  DUAL_FUND(28, "option_dual_fund"),
  QUIESCE(34, "option_quiesce"),
  ONION_MESSAGES(38, "option_onion_messages"),
  PROVIDE_STORAGE(42, "option_provide_storage"),
  CHANNEL_TYPE(44, "option_channel_type"),
  SCID_ALIAS(46, "option_scid_alias"),
  PAYMENT_METADATA(48, "option_payment_metadata"),
  ZEROCONF(50, "option_zeroconf"),
  SIMPLE_CLOSE(60, "option_simple_close");

  private final int bit;
  private final String boltName;

  Feature(int bit, String boltName) {
    this.bit = bit;
    this.boltName = boltName;
  }

  /** The even bit: compulsory. The odd one above it means optional. */
  public int bit() {
    return bit;
  }

  /** The name in BOLT 9. */
  public String boltName() {
    return boltName;
  }
}
