/** Loading of values, once over every type of cache. */
@NullMarked
package io.leafboot.cache.loading;

import org.jspecify.annotations.NullMarked;
