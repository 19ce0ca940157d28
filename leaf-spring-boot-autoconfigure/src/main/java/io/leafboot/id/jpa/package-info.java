/** Segments claimed from a table: the allocator over a private JPA persistence unit, its schema and its tags. */
@NullMarked
package io.leafboot.id.jpa;

import org.jspecify.annotations.NullMarked;
