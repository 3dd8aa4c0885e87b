package org.l2node.node.service;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.InvoiceStatus;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.node.payment.InvoiceBook;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.node.storage.InvoiceTable.Receipt;
import org.l2node.onchain.chain.Network;
import org.l2node.routing.invoice.Bolt11Invoice;
import org.l2node.routing.invoice.InvoiceDescription;
import org.l2node.routing.invoice.InvoiceNetwork;
import org.l2node.routing.invoice.InvoiceTerms;
import org.l2node.routing.invoice.RouteHint;
import org.l2node.routing.relay.ReceiveRules;

/** Makes and shows invoices for the API. */
final class InvoiceJobs {
  private final PrivateKey nodeKey;
  private final Network network;
  private final NodeRuntime runtime;
  private final InvoiceBook invoices;
  private final Supplier<List<RouteHint>> hints;

  /** @param hints the ways to this node over channels that are not announced */
  InvoiceJobs(PrivateKey nodeKey, Network network, NodeRuntime runtime, InvoiceBook invoices, Supplier<List<RouteHint>> hints) {
    this.nodeKey = nodeKey;
    this.network = network;
    this.runtime = runtime;
    this.invoices = invoices;
    this.hints = hints;
  }

  static InvoiceNetwork invoiceNetwork(Network network) {
    return switch (network) {
      case MAINNET -> InvoiceNetwork.MAINNET;
      case TESTNET4 -> InvoiceNetwork.TESTNET;
      case SIGNET -> InvoiceNetwork.SIGNET;
      case REGTEST -> InvoiceNetwork.REGTEST;
    };
  }

  InvoiceInfo create(CreateInvoiceCommand command) {
    if (!InvoiceDescription.Text.fits(command.description())) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, "The description is too long for an invoice.", "description");
    }
    PaymentPreimage preimage = new PaymentPreimage(new ByteVector32(runtime.randomBytes(32)));
    PaymentSecret secret = new PaymentSecret(new ByteVector32(runtime.randomBytes(32)));
    long now = runtime.nowSeconds();
    InvoiceTerms terms = InvoiceTerms.of(
        invoiceNetwork(network),
        command.amount(),
        Instant.ofEpochSecond(now),
        preimage.hash(),
        secret,
        new InvoiceDescription.Text(command.description()),
        NodeFeatures.INVOICE)
        .withExpiry(command.expiry())
        .withMinFinalCltvExpiryDelta(ReceiveRules.MIN_FINAL_CLTV_EXPIRY_DELTA)
        .withRouteHints(hints.get());
    Bolt11Invoice invoice = terms.sign(nodeKey);
    InvoiceRow row = new InvoiceRow(
        preimage.hash(),
        invoice.text(),
        preimage,
        secret,
        command.amount(),
        command.description(),
        now,
        now + command.expiry().toSeconds(),
        ReceiveRules.MIN_FINAL_CLTV_EXPIRY_DELTA.blocks(),
        null);
    invoices.add(row, now);
    return info(row);
  }

  Optional<InvoiceInfo> find(PaymentHash hash) {
    return invoices.find(hash).map(this::info);
  }

  Optional<InvoiceInfo> await(PaymentHash hash, Duration timeout) throws InterruptedException {
    Optional<InvoiceRow> row = invoices.find(hash);
    if (row.isPresent() && info(row.get()).status() == InvoiceStatus.OPEN) {
      long untilExpiry = Duration.ofSeconds(row.get().expiresSeconds() + 1 - runtime.nowSeconds()).toNanos();
      invoices.awaitEnd(hash, timeout.toNanos(), untilExpiry);
    }
    return find(hash);
  }

  private InvoiceInfo info(InvoiceRow row) {
    Receipt receipt = row.receipt();
    boolean expired = receipt == null && runtime.nowSeconds() > row.expiresSeconds();
    return new InvoiceInfo(
        row.paymentHash(),
        row.invoice(),
        receipt != null ? InvoiceStatus.PAID : expired ? InvoiceStatus.EXPIRED : InvoiceStatus.OPEN,
        row.amount(),
        receipt == null ? MilliSatoshi.ZERO : receipt.received(),
        row.description(),
        receipt == null ? null : row.preimage(),
        Instant.ofEpochSecond(row.createdSeconds()),
        Instant.ofEpochSecond(row.expiresSeconds()),
        receipt == null ? null : Instant.ofEpochSecond(receipt.paidSeconds()));
  }
}
