/** What an operator sees: {@code /actuator/cachestats}. */
@NullMarked
package io.leafboot.cache.actuate;

import org.jspecify.annotations.NullMarked;
