/** Ids in JSON: as strings, where JavaScript is to read them. */
@NullMarked
package io.leafboot.id.json;

import org.jspecify.annotations.NullMarked;
