package io.leafboot.id.entity;

import io.leafboot.id.TagIdGenerator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a value of a Java type is made of a tag's next id.
 *
 * @param basic the type of what is drawn: {@code long}, {@code String} or {@code UUID}
 * @param draw draws one
 */
record IdShape(Class<?> basic, Function<TagIdGenerator, Object> draw) {

    static final String SUPPORTED = "long, Long, String, UUID and records with one component of these types";

    /** Returns the shape of a type, or {@code null} if ids have none of this type. */
    static @Nullable IdShape of(Class<?> type) {
        if (type == long.class || type == Long.class) {
            return new IdShape(long.class, TagIdGenerator::nextId);
        }
        if (type == String.class) {
            return new IdShape(String.class, TagIdGenerator::nextText);
        }
        if (type == UUID.class) {
            return new IdShape(UUID.class, generator -> UUID.fromString(generator.nextText()));
        }
        return type.isRecord() ? ofRecord(type) : null;
    }

    private static @Nullable IdShape ofRecord(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != 1 || components[0].getType().isRecord()) {
            return null;
        }
        IdShape inner = of(components[0].getType());
        if (inner == null) {
            return null;
        }
        MethodHandle constructor = canonicalConstructor(type, components[0].getType());
        Function<TagIdGenerator, Object> draw = inner.draw;
        return new IdShape(inner.basic, generator -> construct(constructor, draw.apply(generator)));
    }

    private static MethodHandle canonicalConstructor(Class<?> type, Class<?> component) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(component);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Record " + type.getName() + " has no canonical constructor", e);
        }
    }

    /** What the record's own constructor throws is thrown as it is. */
    private static Object construct(MethodHandle constructor, Object value) {
        try {
            return (Object) constructor.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
