/** What lets a client in: the token, where the API listens, and the delay after a wrong token. */
@NullMarked
package org.l2node.api.auth;

import org.jspecify.annotations.NullMarked;
