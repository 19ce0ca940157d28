package io.leafboot.id.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** Matches where a tag of a type is declared in {@code leaf.tags}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnTagTypeCondition.class)
public @interface ConditionalOnTagType {

    /** The type. */
    LeafTagProperties.Type value();
}
