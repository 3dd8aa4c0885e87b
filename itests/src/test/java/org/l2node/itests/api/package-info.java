/** The HTTP API and the command line over a real socket, with a scripted node behind. */
@NullMarked
package org.l2node.itests.api;

import org.jspecify.annotations.NullMarked;
