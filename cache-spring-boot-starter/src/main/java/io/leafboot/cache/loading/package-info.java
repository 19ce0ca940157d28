/**
 * Loading of values, once over every type of cache.
 *
 * <p>The way of a load: {@link CacheLoading} says what a caller gets, {@link SingleFlight} who runs the load and who shares it,
 * {@link LoadRunner} how one load goes, and {@link Fills} what the store has to do with it. {@link AsyncCall} is the way for those
 * who do not wait, {@link BulkLoad} that of several keys.
 */
@NullMarked
package io.leafboot.cache.loading;

import org.jspecify.annotations.NullMarked;
