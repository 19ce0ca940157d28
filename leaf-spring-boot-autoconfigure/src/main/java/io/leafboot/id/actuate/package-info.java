/** What an operator sees: {@code /actuator/leaf}, health, meters and the observation of refills. */
@NullMarked
package io.leafboot.id.actuate;

import org.jspecify.annotations.NullMarked;
