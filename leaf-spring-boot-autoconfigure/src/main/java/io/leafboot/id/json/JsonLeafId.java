package io.leafboot.id.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A property that holds an id: a {@code long}, a {@code Long}, or a collection of {@code Long}. With
 * {@code leaf.json.ids-as-strings} it is written to JSON as a string, since a number in JavaScript is exact only up to
 * 2<sup>53</sup> - 1, and read from strings and numbers. On another annotation it makes that one mean the same.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({
    ElementType.FIELD,
    ElementType.METHOD,
    ElementType.PARAMETER,
    ElementType.RECORD_COMPONENT,
    ElementType.ANNOTATION_TYPE
})
public @interface JsonLeafId {}
