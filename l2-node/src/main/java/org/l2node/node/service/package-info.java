/** What the HTTP API asks of the node, answered from its parts. */
@NullMarked
package org.l2node.node.service;

import org.jspecify.annotations.NullMarked;
