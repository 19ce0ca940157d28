/** Keys as text and values as bytes, for stores outside this process. */
@NullMarked
package io.leafboot.cache.codec;

import org.jspecify.annotations.NullMarked;
