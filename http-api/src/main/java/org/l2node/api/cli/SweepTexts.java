package org.l2node.api.cli;

import java.util.List;
import org.l2node.api.json.JsonObject;

/** How outputs that are being brought home are shown. */
final class SweepTexts {
  static final List<String> HEADING = List.of("OUTPUT", "KIND", "AMOUNT", "BLOCKS_LEFT", "FEE", "TXID", "WAITS_FOR");

  private SweepTexts() {}

  static List<String> row(JsonObject sweep) {
    return List.of(
        sweep.text("outpoint"),
        sweep.text("kind"),
        sweep.number("amount_sat") + "sat",
        number(sweep, "blocks_left", ""),
        number(sweep, "fee_sat", "sat"),
        sweep.text("txid"),
        sweep.text("waits_for"));
  }

  private static String number(JsonObject sweep, String name, String unit) {
    Object value = sweep.get(name);
    return value == null ? "-" : value + unit;
  }

  static String table(List<JsonObject> sweeps, String ifEmpty) {
    return Texts.table(HEADING, sweeps.stream().map(SweepTexts::row).toList(), ifEmpty);
  }
}
