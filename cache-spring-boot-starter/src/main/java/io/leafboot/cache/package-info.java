/**
 * Named caches behind Spring's cache abstraction: what an application calls ({@link io.leafboot.cache.CacheRegistry},
 * {@link io.leafboot.cache.NamedCache}, {@link io.leafboot.cache.CacheSpec}) and what another type of cache implements
 * ({@link io.leafboot.cache.CacheType}, {@link io.leafboot.cache.CacheStore}).
 */
@NullMarked
package io.leafboot.cache;

import org.jspecify.annotations.NullMarked;
