/** The JSON of the API: what each thing of the node looks like, and how a request is read. These names stay. */
@NullMarked
package org.l2node.api.dto;

import org.jspecify.annotations.NullMarked;
