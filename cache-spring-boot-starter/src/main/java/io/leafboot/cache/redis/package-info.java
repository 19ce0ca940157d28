/**
 * Entries in Redis through Spring Data Redis and Lettuce: the type {@code redis}, the remote level of two, and the log by
 * which nodes learn of each other's writes.
 */
@NullMarked
package io.leafboot.cache.redis;

import org.jspecify.annotations.NullMarked;
