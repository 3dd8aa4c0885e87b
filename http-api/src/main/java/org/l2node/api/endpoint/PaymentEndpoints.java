package org.l2node.api.endpoint;

import java.util.Optional;
import org.l2node.api.dto.InvoiceDto;
import org.l2node.api.dto.PageDto;
import org.l2node.api.dto.PaymentDto;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.InvoiceStatus;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentId;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.PaymentHash;

/** Invoices and payments. */
final class PaymentEndpoints {
  private static final String PAYMENT_HASH = "must be a payment hash: 64 hexadecimal digits";
  private static final String PAYMENT_ID = "must be a payment id, as POST /v1/payments gives it: a number from 1 on";

  private final NodeService node;
  private final Idempotency once;
  private final Waiting waiting;

  PaymentEndpoints(NodeService node, Idempotency once, Waiting waiting) {
    this.node = node;
    this.once = once;
    this.waiting = waiting;
  }

  Answer createInvoice(ApiRequest request) {
    CreateInvoiceCommand command = InvoiceDto.readCreate(request.body().toByteArray());
    String hash = once.once(request, Idempotency.AfterCrash.REPEAT, () -> node.createInvoice(command).paymentHash().toString());
    return new Answer(201, InvoiceDto.invoice(found(node.invoice(PaymentHash.fromHex(hash)))));
  }

  Answer getInvoice(ApiRequest request) {
    PaymentHash hash = Parameters.path(request, "payment_hash", PAYMENT_HASH, PaymentHash::fromHex);
    Optional<InvoiceInfo> invoice = waiting.until(request, () -> node.invoice(hash), i -> i.status() == InvoiceStatus.OPEN,
        timeout -> node.awaitInvoice(hash, timeout));
    return new Answer(200, InvoiceDto.invoice(found(invoice)));
  }

  Answer pay(ApiRequest request) {
    PayCommand command = PaymentDto.readPay(request.body().toByteArray());
    Parameters.wait(request);
    // The payment hash makes it harmless to begin again after a crash.
    String id = once.once(request, Idempotency.AfterCrash.REPEAT, () -> node.pay(command).paymentId().toString());
    return new Answer(202, PaymentDto.payment(payment(request, PaymentId.parse(id))));
  }

  Answer getPayment(ApiRequest request) {
    PaymentId id = Parameters.path(request, "payment_id", PAYMENT_ID, PaymentId::parse);
    return new Answer(200, PaymentDto.payment(payment(request, id)));
  }

  Answer listPayments(ApiRequest request) {
    return new Answer(200, PageDto.page("payments", node.payments(Parameters.page(request)), PaymentDto::payment));
  }

  Answer decode(ApiRequest request) {
    return new Answer(200, InvoiceDto.decoded(node.decode(InvoiceDto.readDecode(request.body().toByteArray()))));
  }

  private PaymentInfo payment(ApiRequest request, PaymentId id) {
    return waiting
        .until(request, () -> node.payment(id), p -> p.status() == PaymentStatus.PENDING, timeout -> node.awaitPayment(id, timeout))
        .orElseThrow(() -> ApiProblem.of(ProblemCode.UNKNOWN_PAYMENT, "This node has no payment " + id + ".", "payment_id"));
  }

  private static InvoiceInfo found(Optional<InvoiceInfo> invoice) {
    return invoice.orElseThrow(
        () -> ApiProblem.of(ProblemCode.UNKNOWN_INVOICE, "This node has made no invoice with this payment hash.", "payment_hash"));
  }
}
