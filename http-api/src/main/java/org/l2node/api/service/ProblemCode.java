package org.l2node.api.service;

import java.util.Locale;

/** Every reason for which a request is refused; the lower-case name is the {@code code} of the problem and stays for good. */
public enum ProblemCode {
  /** The body is not valid JSON. */
  MALFORMED_JSON(400, "The body is not valid JSON"),
  /** The body has a field that this endpoint does not know. */
  UNKNOWN_FIELD(400, "The body has a field that this endpoint does not know"),
  /** The query has a parameter that this endpoint does not know. */
  UNKNOWN_PARAMETER(400, "The query has a parameter that this endpoint does not know"),
  /** A required field is missing. */
  MISSING_FIELD(400, "A required field is missing"),
  /** A value has the wrong type, form or range. */
  INVALID_VALUE(400, "A value has the wrong type, form or range"),
  /** The request is not valid HTTP. */
  BAD_REQUEST(400, "The request is not valid HTTP"),
  /** The invoice cannot be read. */
  INVOICE_INVALID(400, "The invoice cannot be read"),
  /** The invoice or address is for another network. */
  WRONG_NETWORK(400, "The invoice or address is for another network"),
  /** The invoice names no amount and the request does not either. */
  AMOUNT_REQUIRED(400, "The invoice names no amount and the request does not either"),
  /** The invoice names its amount, so the request must not. */
  AMOUNT_NOT_ALLOWED(400, "The invoice names its amount, so the request must not"),
  /** A valid token is needed. */
  UNAUTHORIZED(401, "A valid token is needed"),
  /** The Host header does not name this machine. */
  HOST_NOT_ALLOWED(403, "The Host header does not name this machine"),
  /** The Origin header names another site. */
  ORIGIN_NOT_ALLOWED(403, "The Origin header names another site"),
  /** There is nothing at this path. */
  NOT_FOUND(404, "There is nothing at this path"),
  /** There is no such channel. */
  UNKNOWN_CHANNEL(404, "There is no such channel"),
  /** There is no such invoice. */
  UNKNOWN_INVOICE(404, "There is no such invoice"),
  /** There is no such payment. */
  UNKNOWN_PAYMENT(404, "There is no such payment"),
  /** This path does not answer this method. */
  METHOD_NOT_ALLOWED(405, "This path does not answer this method"),
  /** The request took too long to arrive. */
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  /** The peer is not connected. */
  PEER_NOT_CONNECTED(409, "The peer is not connected"),
  /** The peer does not offer a feature that this needs. */
  PEER_LACKS_FEATURE(409, "The peer does not offer a feature that this needs"),
  /** The channel is in a state in which this cannot be done. */
  WRONG_CHANNEL_STATE(409, "The channel is in a state in which this cannot be done"),
  /** The same payment hash is being paid, or was paid, with another amount. */
  PAYMENT_CONFLICT(409, "The same payment hash is being paid, or was paid, with another amount"),
  /** The Idempotency-Key was used for another request. */
  IDEMPOTENCY_CONFLICT(409, "The Idempotency-Key was used for another request"),
  /** The first request with this Idempotency-Key has not ended. */
  IDEMPOTENCY_UNFINISHED(409, "The first request with this Idempotency-Key has not ended"),
  /** The body is too large. */
  BODY_TOO_LARGE(413, "The body is too large"),
  /** The path and query are too long. */
  URI_TOO_LONG(414, "The path and query are too long"),
  /** The body must be application/json. */
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
  /** There is not enough money. */
  INSUFFICIENT_FUNDS(422, "There is not enough money"),
  /** The channel is too small. */
  CHANNEL_TOO_SMALL(422, "The channel is too small"),
  /** The channel is too large. */
  CHANNEL_TOO_LARGE(422, "The channel is too large"),
  /** The invoice has expired. */
  INVOICE_EXPIRED(422, "The invoice has expired"),
  /** The invoice is of this node itself. */
  OWN_INVOICE(422, "The invoice is of this node itself"),
  /** The node id is of this node itself. */
  OWN_NODE(422, "The node id is of this node itself"),
  /** No address of the peer is known. */
  PEER_ADDRESS_UNKNOWN(422, "No address of the peer is known"),
  /** Too many wrong tokens at once. */
  TOO_MANY_FAILURES(429, "Too many wrong tokens at once"),
  /** The header is too large. */
  HEADERS_TOO_LARGE(431, "The header is too large"),
  /** The node made a mistake. */
  INTERNAL_ERROR(500, "The node made a mistake"),
  /** This is not supported yet. */
  NOT_SUPPORTED(501, "This is not supported yet"),
  /** The peer cannot be reached. */
  PEER_UNREACHABLE(502, "The peer cannot be reached"),
  /** The peer refused. */
  PEER_REFUSED(502, "The peer refused"),
  /** The node cannot do this yet. */
  NOT_READY(503, "The node cannot do this yet"),
  /** Too many requests at once. */
  TOO_BUSY(503, "Too many requests at once");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** As in the JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** One sentence for people, the same for every problem of this code. */
  public String title() {
    return title;
  }
}
