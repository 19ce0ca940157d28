/** Caches in the memory of all the applications that share them: Infinispan, embedded. */
@NullMarked
package io.leafboot.cache.cluster;

import org.jspecify.annotations.NullMarked;
