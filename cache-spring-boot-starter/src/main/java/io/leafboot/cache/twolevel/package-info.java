/** A memory level over Redis, kept coherent by the log of writes: the type {@code two-level}. */
@NullMarked
package io.leafboot.cache.twolevel;

import org.jspecify.annotations.NullMarked;
