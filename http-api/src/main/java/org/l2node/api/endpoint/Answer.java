package org.l2node.api.endpoint;

import org.l2node.api.json.JsonObject;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status, a 2xx (or 503 of the readiness check)
 */
public record Answer(int status, JsonObject body) {}
