/**
 * The named caches of an application and Spring's contract over whatever store they have.
 *
 * <p>The way of a value: a method with {@code @Cacheable} sees its cache as a {@link CallView}, which asks {@link LookUps} for
 * what the {@link io.leafboot.cache.CacheStore} has. On a miss {@link io.leafboot.cache.loading.CacheLoading} calls the method
 * and keeps what it gives. What is put by hand goes to the store by {@link Puts}, and what is to go, by {@link Evicts}.
 */
@NullMarked
package io.leafboot.cache.registry;

import org.jspecify.annotations.NullMarked;
