/** The HTTP server: Javalin on loopback, limits, errors as problem+json. */
@NullMarked
package org.l2node.api.http;

import org.jspecify.annotations.NullMarked;
