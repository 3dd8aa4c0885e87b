/** Other implementations, that nobody of this project wrote. */
@NullMarked
package org.l2node.itests.interop;

import org.jspecify.annotations.NullMarked;
