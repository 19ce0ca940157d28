/** What an operator sees: {@code /actuator/cachestats}, health and meters. */
@NullMarked
package io.leafboot.cache.actuate;

import org.jspecify.annotations.NullMarked;
