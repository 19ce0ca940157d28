package io.leafboot.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the only parameter of a {@code @Cacheable} method: each of its elements is a key, and the map that the method returns has
 * the value of each. The method is called with the keys that are missing, and not at all if none is.
 *
 * <pre>
 * &#64;Cacheable("product")
 * Map&lt;Long, Product&gt; find(@CacheKeys Collection&lt;Long&gt; ids)
 * </pre>
 *
 * <p>The entries are those of a method {@code @Cacheable("product") Product find(Long id)}. A key that the method leaves out of
 * the map has no value: that is kept like a {@code null}, unless {@code cache-nulls} is off. The map that the caller gets has
 * the keys that have a value, in the order in which they were asked for.
 *
 * <p>The parameter is a {@code Collection}, {@code List}, {@code Set} or {@code Iterable}; {@code key}, {@code keyGenerator},
 * {@code condition}, {@code unless} and {@code sync} cannot be set, and there is one cache.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheKeys {}
