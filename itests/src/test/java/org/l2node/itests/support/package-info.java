/** What several integration tests need. */
@NullMarked
package org.l2node.itests.support;

import org.jspecify.annotations.NullMarked;
