/**
 * Where the node keeps what is money: SQLite, one writer thread, group commit (docs/decisions). What peers can give back is kept elsewhere.
 */
@NullMarked
package org.l2node.node.storage;

import org.jspecify.annotations.NullMarked;
