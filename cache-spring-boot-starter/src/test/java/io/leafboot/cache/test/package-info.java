/** Real Redis servers for tests: one of a kind a JVM, started when first asked for. */
@NullMarked
package io.leafboot.cache.test;

import org.jspecify.annotations.NullMarked;
