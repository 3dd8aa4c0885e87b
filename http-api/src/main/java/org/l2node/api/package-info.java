/** The HTTP API, the port to the node behind it, and the command line, a client of that API. */
@NullMarked
package org.l2node.api;

import org.jspecify.annotations.NullMarked;
