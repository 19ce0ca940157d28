/** Ids as text: prefix, date, digits of several kinds, numbers that begin anew, and a permutation that hides how many there are. */
@NullMarked
package io.leafboot.id.format;

import org.jspecify.annotations.NullMarked;
