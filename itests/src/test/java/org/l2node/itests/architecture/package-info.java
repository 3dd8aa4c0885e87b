/** Rules about the shape of the code: who may depend on what, and what the pure modules must not touch. */
@NullMarked
package org.l2node.itests.architecture;

import org.jspecify.annotations.NullMarked;
