/** Segments claimed from an id service: the allocator for applications that have no database of their own for ids. */
@NullMarked
package io.leafboot.id.http.client;

import org.jspecify.annotations.NullMarked;
