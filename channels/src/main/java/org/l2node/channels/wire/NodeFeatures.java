package org.l2node.channels.wire;

/** What this node offers and demands: exactly what works (BOLT 9). */
public final class NodeFeatures {
  /**
   * For {@code init} and {@code node_announcement}. Compulsory: data_loss_protect, var_onion_optin, static_remotekey, payment_secret,
   * channel_type: what every implementation demands of its peers. Optional: upfront_shutdown_script, gossip_queries, large channels,
   * anchors, shutdown_anysegwit, scid_alias, zeroconf, simple_close. Every further bit would change what peers do, so each comes with its
   * feature.
   *
   * <p>
   * zeroconf is offered to all, though taken from few: by BOLT 9 the bit says that the channel types with it are understood, it belongs
   * into the announcement, which is the same for all, and a peer to which this node itself opens such a channel need not be one that it
   * trusts.
   */
  public static final Features INIT = Features.of(0, 5, 7, 8, 12, 14, 19, 23, 27, 44, 47, 51, 61);

  /** The channel type: static_remotekey and anchors with zero-fee HTLC transactions. */
  public static final Features CHANNEL_TYPE = Features.of(12, 22);

  /** The same for channels that are not announced and known to others by an alias alone. */
  public static final Features CHANNEL_TYPE_WITH_ALIAS = Features.of(12, 22, 46);

  /** For channels that are used before they are confirmed. */
  public static final Features CHANNEL_TYPE_ZEROCONF = Features.of(12, 22, 50);

  /** The same for channels that are not announced and known to others by an alias alone. */
  public static final Features CHANNEL_TYPE_WITH_ALIAS_ZEROCONF = Features.of(12, 22, 46, 50);

  /** For {@code channel_announcement}: nothing has to be known to route through our channels. */
  public static final Features CHANNEL_ANNOUNCEMENT = Features.NONE;

  /** For BOLT 11 invoices: var_onion_optin and payment_secret are compulsory. */
  public static final Features INVOICE = Features.of(8, 14);

  private NodeFeatures() {}
}
