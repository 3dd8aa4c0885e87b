package org.l2node.api.dto;

import fr.acinq.bitcoin.TxId;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.NodeBalances;
import org.l2node.api.service.NodeInfo;
import org.l2node.api.service.Readiness;
import org.l2node.api.service.SweepInfo;
import org.l2node.api.service.WalletBalance;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/** The JSON of the node itself and of its money. */
public final class NodeDto {

  private NodeDto() {}

  public static JsonObject info(NodeInfo info) {
    return JsonObject.builder()
        .put("node_id", info.nodeId().toString())
        .put("alias", info.alias())
        .put("network", info.network())
        .put("version", info.version())
        .put("block_height", info.blockHeight().value())
        .put("synced_to_chain", info.syncedToChain())
        .put("uris", info.uris())
        .put("num_peers", info.numPeers())
        .put("num_channels", info.numChannels())
        .build();
  }

  public static JsonObject balances(NodeBalances balances) {
    JsonObject channels = JsonObject.builder()
        .put("local_msat", balances.local().msat())
        .put("remote_msat", balances.remote().msat())
        .put("outgoing_htlcs_msat", balances.outgoingHtlcs().msat())
        .put("incoming_htlcs_msat", balances.incomingHtlcs().msat())
        .build();
    return JsonObject.builder()
        .put("onchain", walletBalance(balances.onchain()))
        .put("channels", channels)
        .put("closing_sat", balances.closing().sat())
        .build();
  }

  public static JsonObject walletBalance(WalletBalance balance) {
    return JsonObject.builder()
        .put("confirmed_sat", balance.confirmed().sat())
        .put("unconfirmed_sat", balance.unconfirmed().sat())
        .put("immature_sat", balance.immature().sat())
        .put("anchor_reserve_sat", balance.reserve().sat())
        .build();
  }

  public static JsonObject sweep(SweepInfo sweep) {
    BlockHeight deadline = sweep.deadline();
    Satoshi fee = sweep.fee();
    FeeratePerKw feerate = sweep.feerate();
    Integer left = sweep.blocksLeft();
    TxId txId = sweep.txId();
    return JsonObject.builder()
        .put("channel_id", sweep.channelId().toString())
        .put("outpoint", sweep.key())
        .put("kind", sweep.kind())
        .put("amount_sat", sweep.amount().sat())
        .put("state", sweep.state())
        .put("waits_for", sweep.waitsFor())
        .put("valid_from_height", sweep.validFrom().value())
        .putNumberOrNull("deadline_height", deadline == null ? null : Long.valueOf(deadline.value()))
        .putNumberOrNull("blocks_left", left == null ? null : left.longValue())
        .put("budget_sat", sweep.budget().sat())
        .put("txid", txId == null ? null : txId.toString())
        .putNumberOrNull("fee_sat", fee == null ? null : Long.valueOf(fee.sat()))
        .putNumberOrNull("feerate_per_kw", feerate == null ? null : Long.valueOf(feerate.satPerKw()))
        .put("outputs", sweep.outputs())
        .build();
  }

  public static JsonObject walletAddress(String address) {
    return JsonObject.builder().put("address", address).build();
  }

  public static JsonObject live() {
    return JsonObject.builder().put("live", true).build();
  }

  public static JsonObject readiness(Readiness readiness) {
    return JsonObject.builder()
        .put("ready", readiness.ready())
        .put("checks", readiness.checks().stream()
            .map(c -> JsonObject.builder().put("name", c.name()).put("ok", c.ok()).put("detail", c.detail()).build())
            .toList())
        .build();
  }

  public static JsonObject stopping() {
    return JsonObject.builder().put("stopping", true).build();
  }
}
