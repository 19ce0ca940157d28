/** Entries in the memory of this process, kept by Caffeine: the type {@code memory}, and the memory level of others. */
@NullMarked
package io.leafboot.cache.memory;

import org.jspecify.annotations.NullMarked;
