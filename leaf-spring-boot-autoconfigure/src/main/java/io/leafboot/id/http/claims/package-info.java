/** The id service's call for clients with buffers of their own: claims a range, once for each idempotency key. */
@NullMarked
package io.leafboot.id.http.claims;

import org.jspecify.annotations.NullMarked;
