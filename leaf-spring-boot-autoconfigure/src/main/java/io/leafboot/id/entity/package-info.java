/** Ids of entities: {@code @LeafId} with Hibernate and with Spring Data JDBC. */
@NullMarked
package io.leafboot.id.entity;

import org.jspecify.annotations.NullMarked;
