/** The command line: a client of the HTTP API. */
@NullMarked
package org.l2node.api.cli;

import org.jspecify.annotations.NullMarked;
