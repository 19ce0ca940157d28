/** What Spring's caching interceptor lacks: names that are checked with a useful error, and types of values told to stores. */
@NullMarked
package io.leafboot.cache.interceptor;

import org.jspecify.annotations.NullMarked;
