/**
 * Keys: from the one seed of the node down to the keys of one commitment (BOLT 3, Keys). Pure: the same seed and numbers give the same
 * keys; nothing here shows a secret in a text.
 */
@NullMarked
package org.l2node.channels.keys;

import org.jspecify.annotations.NullMarked;
