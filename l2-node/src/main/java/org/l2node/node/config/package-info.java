/** What the operator decides: flags before file before defaults, unknown words refused. */
@NullMarked
package org.l2node.node.config;

import org.jspecify.annotations.NullMarked;
