/** The highest id that a tag may have: refused above it, and when it will be reached. */
@NullMarked
package io.leafboot.id.forecast;

import org.jspecify.annotations.NullMarked;
