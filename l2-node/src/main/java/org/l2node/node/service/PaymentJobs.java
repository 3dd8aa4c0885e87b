package org.l2node.node.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.DecodedInvoice;
import org.l2node.api.service.Page;
import org.l2node.api.service.PageRequest;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentId;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.ProblemCode;
import org.l2node.api.service.RouteHintHop;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.node.payment.PaymentDesk;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.onchain.chain.Network;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.invoice.Bolt11Invoice;
import org.l2node.routing.invoice.InvalidInvoiceException;
import org.l2node.routing.invoice.InvoiceDescription;
import org.l2node.routing.invoice.InvoiceError;
import org.l2node.routing.invoice.InvoiceNetwork;
import org.l2node.routing.invoice.InvoiceTerms;
import org.l2node.routing.path.RouteHint;
import org.l2node.routing.payment.Payment;
import org.l2node.routing.payment.PaymentFailure;
import org.l2node.routing.payment.PaymentRequest;
import org.l2node.routing.payment.PaymentStart;

/** Pays, shows payments and reads invoices for the API. */
final class PaymentJobs {
  /** After it no new attempt is made. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final NodeId self;
  private final Network network;
  private final NodeRuntime runtime;
  private final PaymentDesk desk;

  PaymentJobs(NodeId self, Network network, NodeRuntime runtime, PaymentDesk desk) {
    this.self = self;
    this.network = network;
    this.runtime = runtime;
    this.desk = desk;
  }

  private Bolt11Invoice read(String text, boolean ofOurNetwork) {
    try {
      return ofOurNetwork ? Bolt11Invoice.read(text, InvoiceJobs.invoiceNetwork(network)) : Bolt11Invoice.read(text);
    } catch (InvalidInvoiceException e) {
      boolean otherNetwork = e.error() instanceof InvoiceError.OtherNetwork;
      throw ApiProblem.of(otherNetwork ? ProblemCode.WRONG_NETWORK : ProblemCode.INVOICE_INVALID, sentence(e.error().text()),
          "destination");
    }
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  PaymentInfo pay(PayCommand command) {
    Bolt11Invoice invoice = read(command.destination(), true);
    MilliSatoshi amount = amount(invoice, command.amount());
    if (invoice.payee().equals(self)) {
      throw ApiProblem.of(ProblemCode.OWN_INVOICE, "The invoice is of this node itself: there is nothing to pay.", "destination");
    }
    MilliSatoshi asked = command.maxFee();
    PaymentStart start;
    try {
      start = desk.pay(request(invoice, amount), asked == null ? PayCommand.defaultMaxFee(amount) : asked, TIMEOUT).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PaymentDesk.BusyException busy) {
        throw ApiProblem.of(ProblemCode.TOO_BUSY, sentence(String.valueOf(busy.getMessage())));
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiProblem.of(ProblemCode.NOT_READY, "The node is stopping.");
    }
    return switch (start) {
      case PaymentStart.Started(var transition) -> info(transition.next().payment());
      case PaymentStart.Existing(Payment payment) -> {
        if (!payment.request().amount().equals(amount)) {
          throw ApiProblem.of(
              ProblemCode.PAYMENT_CONFLICT,
              "Payment " + payment.id() + " of this payment hash is over " + payment.request().amount() + ", not " + amount + ".",
              "amount_msat");
        }
        yield info(payment);
      }
      case PaymentStart.Refused(PaymentFailure failure) -> throw ApiProblem.of(refusal(failure), sentence(failure.text()), "destination");
    };
  }

  private static ProblemCode refusal(PaymentFailure failure) {
    return switch (failure.kind()) {
      case INVOICE_EXPIRED -> ProblemCode.INVOICE_EXPIRED;
      case SELF_PAYMENT -> ProblemCode.OWN_INVOICE;
      default -> ProblemCode.NOT_READY;
    };
  }

  private static MilliSatoshi amount(Bolt11Invoice invoice, @Nullable MilliSatoshi given) {
    Optional<MilliSatoshi> named = invoice.amount();
    if (named.isPresent() && given != null) {
      throw ApiProblem.of(ProblemCode.AMOUNT_NOT_ALLOWED, "The invoice is over " + named.get() + ": leave the amount out.", "amount_msat");
    }
    if (named.isEmpty() && given == null) {
      throw ApiProblem.of(ProblemCode.AMOUNT_REQUIRED, "The invoice leaves the amount to the payer: give one.", "amount_msat");
    }
    MilliSatoshi amount = named.orElse(given);
    if (amount == null || amount.isZero()) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, "An amount of nothing cannot be paid.", "amount_msat");
    }
    return amount;
  }

  private static PaymentRequest request(Bolt11Invoice invoice, MilliSatoshi amount) {
    InvoiceTerms terms = invoice.terms();
    List<RouteHint> hints = new ArrayList<>();
    for (org.l2node.routing.invoice.RouteHint hint : terms.routeHints()) {
      for (int i = 0; i < hint.hops().size(); i++) {
        org.l2node.routing.invoice.RouteHint.Hop hop = hint.hops().get(i);
        NodeId to = i + 1 < hint.hops().size() ? hint.hops().get(i + 1).node() : invoice.payee();
        ForwardingTerms forwarding = new ForwardingTerms(hop.feeBase(), hop.feeProportionalMillionths(), hop.cltvExpiryDelta(),
            MilliSatoshi.ZERO, MilliSatoshi.MAX);
        hints.add(new RouteHint(hop.node(), to, hop.shortChannelId(), forwarding));
      }
    }
    return new PaymentRequest(
        invoice.paymentHash(),
        invoice.payee(),
        amount,
        invoice.paymentSecret(),
        terms.metadata(),
        terms.minFinalCltvExpiryDelta(),
        terms.expiresAt(),
        hints,
        invoice.text());
  }

  Optional<PaymentInfo> find(PaymentId id) {
    return desk.find(id.value()).map(PaymentJobs::info);
  }

  Optional<PaymentInfo> await(PaymentId id, Duration timeout) throws InterruptedException {
    return desk.await(id.value(), timeout).map(PaymentJobs::info);
  }

  Page<PaymentInfo> page(PageRequest request) {
    long before = Long.MAX_VALUE;
    String cursor = request.cursor();
    if (cursor != null) {
      try {
        before = PaymentId.parse(cursor).value();
      } catch (IllegalArgumentException _) {
        throw ApiProblem.of(ProblemCode.INVALID_VALUE, "This cursor is not of this list; ask again without it.", "cursor");
      }
    }
    // One more than asked for tells whether there is a next page.
    List<Payment> found = desk.before(before, request.limit() + 1);
    List<PaymentInfo> items = found.stream().limit(request.limit()).map(PaymentJobs::info).toList();
    return new Page<>(items, found.size() > request.limit() ? items.getLast().paymentId().toString() : null);
  }

  private static PaymentInfo info(Payment payment) {
    NodeId destination = payment.request().payee();
    MilliSatoshi amount = payment.request().amount();
    PaymentId id = new PaymentId(payment.id());
    return switch (payment.status()) {
      case Payment.Status.Pending() ->
        new PaymentInfo(id, payment.paymentHash(), PaymentStatus.PENDING, destination, amount, MilliSatoshi.ZERO, null, null,
            payment.createdAt(), null);
      case Payment.Status.Succeeded(var preimage, var fee, var at) ->
        new PaymentInfo(id, payment.paymentHash(), PaymentStatus.SUCCEEDED, destination, amount, fee, preimage, null, payment.createdAt(),
            at);
      case Payment.Status.Failed(PaymentFailure failure, var at) ->
        new PaymentInfo(
            id, payment.paymentHash(), PaymentStatus.FAILED, destination, amount, MilliSatoshi.ZERO, null, failure(failure),
            payment.createdAt(), at);
    };
  }

  private static org.l2node.api.service.PaymentFailure failure(PaymentFailure failure) {
    org.l2node.api.service.PaymentFailure.Code code = switch (failure.kind()) {
      case NO_ROUTE, SELF_PAYMENT -> org.l2node.api.service.PaymentFailure.Code.NO_ROUTE;
      case INSUFFICIENT_BALANCE -> org.l2node.api.service.PaymentFailure.Code.INSUFFICIENT_BALANCE;
      case INVOICE_EXPIRED -> org.l2node.api.service.PaymentFailure.Code.INVOICE_EXPIRED;
      case REJECTED_BY_DESTINATION -> org.l2node.api.service.PaymentFailure.Code.REFUSED_BY_DESTINATION;
      case TIMEOUT -> org.l2node.api.service.PaymentFailure.Code.TIMEOUT;
      case FEE_TOO_HIGH -> org.l2node.api.service.PaymentFailure.Code.FEE_LIMIT_EXCEEDED;
      case NO_USABLE_CHANNEL -> org.l2node.api.service.PaymentFailure.Code.NO_USABLE_CHANNEL;
      case TOO_MANY_ATTEMPTS -> org.l2node.api.service.PaymentFailure.Code.ROUTES_EXHAUSTED;
    };
    return new org.l2node.api.service.PaymentFailure(code, failure.text());
  }

  DecodedInvoice decode(String text) {
    String lower = text.strip().toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("lno1") || lower.startsWith("lni1") || lower.startsWith("lnr1")) {
      throw ApiProblem.of(ProblemCode.NOT_SUPPORTED, "Offers (BOLT 12) cannot be read yet.", "destination");
    }
    if (lower.startsWith("lnurl1") || lower.startsWith("bitcoin:") || lower.contains("@")) {
      throw ApiProblem.of(ProblemCode.NOT_SUPPORTED, "Only BOLT 11 invoices can be read so far: no addresses, links or names.",
          "destination");
    }
    Bolt11Invoice invoice = read(text, false);
    InvoiceTerms terms = invoice.terms();
    InvoiceDescription description = terms.description();
    return new DecodedInvoice(
        name(terms.network()),
        invoice.paymentHash(),
        invoice.payee(),
        terms.amount(),
        description instanceof InvoiceDescription.Text plain ? plain.text() : null,
        description instanceof InvoiceDescription.Hash hash ? hash.sha256() : null,
        terms.timestamp(),
        terms.expiresAt(),
        invoice.isExpired(Instant.ofEpochSecond(runtime.nowSeconds())),
        terms.minFinalCltvExpiryDelta(),
        terms.features().toBytes(),
        terms.fallbackAddresses().stream().flatMap(address -> address.address(terms.network()).stream()).toList(),
        terms.routeHints().stream().map(PaymentJobs::hops).toList());
  }

  private static List<RouteHintHop> hops(org.l2node.routing.invoice.RouteHint hint) {
    return hint.hops().stream()
        .map(hop -> new RouteHintHop(hop.node(), hop.shortChannelId(), hop.feeBase(), hop.feeProportionalMillionths(),
            hop.cltvExpiryDelta()))
        .toList();
  }

  private String name(InvoiceNetwork of) {
    return switch (of) {
      case MAINNET -> "mainnet";
      // Both test networks write tb: an invoice for either is taken for this node's own.
      case TESTNET -> network == Network.TESTNET4 ? "testnet4" : "testnet";
      case SIGNET -> "signet";
      case REGTEST -> "regtest";
    };
  }
}
