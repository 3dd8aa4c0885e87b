/** The port of the HTTP API: what it asks of the node, in domain types. l2-node implements {@link org.l2node.api.service.NodeService}. */
@NullMarked
package org.l2node.api.service;

import org.jspecify.annotations.NullMarked;
