/** What each route does, without HTTP: from a request to an answer. */
@NullMarked
package org.l2node.api.endpoint;

import org.jspecify.annotations.NullMarked;
