package io.leafboot.id.entity;

import io.leafboot.id.json.JsonLeafId;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.IdGeneratorType;

/**
 * Gives a new entity the next id of a tag. Stands beside {@code @Id} or {@code @EmbeddedId}, or on an attribute of a
 * composite id; with Spring Data JDBC beside its {@code @Id}.
 *
 * <pre>{@code
 * @Entity
 * class Order {
 *
 *     @Id
 *     @LeafId("order")
 *     private Long id;
 * }
 * }</pre>
 *
 * <p>The attribute is a {@code long}, a {@code Long}, a {@code String} (the tag's {@code format} shapes it), a
 * {@code java.util.UUID} (of a tag of type {@code uuid7}), or a record with one component of these types; anything else is
 * an error at start. So is a tag that does not exist, is not declared and may not be created, and a number of a tag that
 * gives only texts: one of type {@code uuid7}, or with {@code reset}.
 *
 * <p>An id is taken from memory when the entity is persisted, before its insert: inserts are batched, and no statement is
 * executed to find an id. A transaction that rolls back does not return its ids. What
 * {@link io.leafboot.id.IdGenerator#nextId(String)} throws, {@code persist} throws.
 *
 * <p>Hibernate need not be on the class path: without it the meta-annotation is not seen.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@IdGeneratorType(LeafIdGenerator.class)
@JsonLeafId
public @interface LeafId {

    /** The tag; may contain placeholders such as {@code ${shop.order-tag}}. Entities of one tag share one sequence. */
    String value();

    /**
     * Whether an id other than 0 that the application assigned before {@code persist} is kept. If not, Hibernate takes such an entity
     * for a detached one, as with {@code @GeneratedValue}. If so, {@code merge} inserts an entity whose row it does not
     * find. Spring Data JDBC always keeps an assigned id.
     */
    boolean allowAssigned() default false;
}
