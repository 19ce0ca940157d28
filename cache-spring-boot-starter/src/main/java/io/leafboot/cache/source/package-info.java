/** Where the values of caches come from and go to: the application's loaders and writers, and the queue of write-behind. */
@NullMarked
package io.leafboot.cache.source;

import org.jspecify.annotations.NullMarked;
