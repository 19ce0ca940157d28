/** The named caches of an application and Spring's contract over whatever store they have. */
@NullMarked
package io.leafboot.cache.registry;

import org.jspecify.annotations.NullMarked;
