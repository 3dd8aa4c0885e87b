/** The composition root and imperative shell: actors, transport, storage, configuration. */
@NullMarked
package org.l2node.node;

import org.jspecify.annotations.NullMarked;
