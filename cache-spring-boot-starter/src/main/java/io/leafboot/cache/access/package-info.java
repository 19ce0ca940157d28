/** What callers from outside may do with caches, whatever the way they come in. */
@NullMarked
package io.leafboot.cache.access;

import org.jspecify.annotations.NullMarked;
