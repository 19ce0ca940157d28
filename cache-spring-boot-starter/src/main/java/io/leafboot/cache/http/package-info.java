/** Caches over HTTP: the calls, and their place in Spring MVC. */
@NullMarked
package io.leafboot.cache.http;

import org.jspecify.annotations.NullMarked;
