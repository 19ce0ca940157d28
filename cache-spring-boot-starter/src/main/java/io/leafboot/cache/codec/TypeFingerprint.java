package io.leafboot.cache.codec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/**
 * A number for a type and its shape: names and types of the fields that it is made of, through the classes of the
 * application. Classes of the JDK count by name.
 */
final class TypeFingerprint {

    private final StringBuilder shape = new StringBuilder();
    private final Set<Class<?>> seen = new HashSet<>();

    private TypeFingerprint() {}

    static long of(Type type) {
        TypeFingerprint fingerprint = new TypeFingerprint();
        fingerprint.describe(type);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(fingerprint.shape.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException ex) {
            throw new AssertionError("Every JDK has SHA-256", ex);
        }
    }

    private void describe(Type type) {
        if (type instanceof Class<?> known) {
            describe(known);
        } else if (type instanceof ParameterizedType parameterized) {
            describe(parameterized.getRawType());
            shape.append('<');
            for (Type argument : parameterized.getActualTypeArguments()) {
                describe(argument);
                shape.append(',');
            }
            shape.append('>');
        } else if (type instanceof WildcardType wildcard) {
            for (Type bound : wildcard.getUpperBounds()) {
                describe(bound);
            }
        } else {
            shape.append(type.getTypeName());
        }
    }

    private void describe(Class<?> type) {
        if (type.isArray()) {
            shape.append('[');
            describe(type.getComponentType());
            return;
        }
        shape.append(type.getName());
        if (type.isPrimitive() || isOfJdk(type) || !seen.add(type)) {
            return;
        }
        shape.append('{');
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                shape.append(((Enum<?>) constant).name()).append(',');
            }
        } else {
            for (Class<?> level = type; level != null && !isOfJdk(level); level = level.getSuperclass()) {
                describeFields(level);
                if (level.getGenericSuperclass() instanceof ParameterizedType superclass) {
                    describe(superclass); // its fields say T and not what T is
                }
            }
            describeSubtypes(type);
        }
        shape.append('}');
    }

    private static boolean isOfJdk(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    /** A value of a type that names its subtypes is one of those. */
    private void describeSubtypes(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted != null) {
            for (Class<?> subtype : permitted) {
                describe(subtype);
            }
        }
        JsonSubTypes named = type.getAnnotation(JsonSubTypes.class);
        if (named != null) {
            for (JsonSubTypes.Type subtype : named.value()) {
                shape.append(subtype.name()).append('=');
                describe(subtype.value());
            }
        }
    }

    private void describeFields(Class<?> type) {
        Field[] fields = type.getDeclaredFields();
        Arrays.sort(fields, Comparator.comparing(Field::getName)); // the JVM promises no order
        for (Field field : fields) {
            if (!Modifier.isStatic(field.getModifiers())
                    && !Modifier.isTransient(field.getModifiers())
                    && !field.isSynthetic()) {
                shape.append(field.getName()).append(':');
                describe(field.getGenericType());
                shape.append(';');
            }
        }
    }
}
