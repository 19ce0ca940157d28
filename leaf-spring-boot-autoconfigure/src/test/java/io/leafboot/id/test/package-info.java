/** Real databases for tests: one server a JVM, started when first asked for. */
@NullMarked
package io.leafboot.id.test;

import org.jspecify.annotations.NullMarked;
