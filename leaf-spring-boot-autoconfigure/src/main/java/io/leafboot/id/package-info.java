/** Unique, trend-increasing ids per business tag: the API that an application sees. */
@NullMarked
package io.leafboot.id;

import org.jspecify.annotations.NullMarked;
