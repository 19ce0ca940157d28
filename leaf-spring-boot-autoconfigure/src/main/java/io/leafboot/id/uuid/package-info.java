/** Tags of type uuid7: UUIDs of version 7, by a library. */
@NullMarked
package io.leafboot.id.uuid;

import org.jspecify.annotations.NullMarked;
