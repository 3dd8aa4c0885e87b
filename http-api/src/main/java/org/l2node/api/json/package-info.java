/** JSON values, written and read strictly; Jackson's streaming part does the text. */
@NullMarked
package org.l2node.api.json;

import org.jspecify.annotations.NullMarked;
