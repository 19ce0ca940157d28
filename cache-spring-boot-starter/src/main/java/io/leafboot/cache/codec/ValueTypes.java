package io.leafboot.cache.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.leafboot.cache.CacheSpec;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The types that an application keeps in one cache: those that methods return, those set, and plain classes that were put.
 * Bytes are read as one of these or not at all: what stands in the store only picks among them, by fingerprint.
 *
 * <p>Safe for use by many threads.
 */
public final class ValueTypes {

    /** Kept everywhere: harmless, and otherwise unknown to a node that only reads. */
    private static final List<Class<?>> SCALARS = List.of(
            String.class,
            Boolean.class,
            Integer.class,
            Long.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            byte[].class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class);

    private final String cache;
    private final ValueCodec codec;
    private final ConcurrentMap<Type, Known> byType = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, Known> byFingerprint = new ConcurrentHashMap<>();
    /** What a class was last found to be written as. */
    private final ConcurrentMap<Class<?>, Known> byClass = new ConcurrentHashMap<>();

    /** The JDK's scalars, and no types yet. */
    public ValueTypes(String cache, ValueCodec codec) {
        this.cache = cache;
        this.codec = codec;
        SCALARS.forEach(this::add);
    }

    /**
     * A type and the number that stands for it.
     *
     * @param type the type
     * @param raw its class
     * @param fingerprint the number
     */
    public record Known(Type type, Class<?> raw, long fingerprint) {}

    /** Adds a type. {@code Object}, {@code void} and unresolved variables say nothing and are passed over. */
    public void declare(Type type) {
        if (!byType.containsKey(type)) {
            Class<?> raw = ResolvableType.forType(type).resolve(Object.class);
            if (raw != Object.class && raw != void.class && raw != Void.class) {
                add(raw.isPrimitive() ? ClassUtils.resolvePrimitiveIfNecessary(raw) : type);
            }
        }
    }

    private Known add(Type type) {
        Class<?> raw = ResolvableType.forType(type).resolve(Object.class);
        Known known = byType.get(type);
        if (known == null) {
            Known added = new Known(type, raw, codec.fingerprint(type));
            // One type may come in several guises that are not equal, for whoever describes types has classes of his
            // own.
            Known first = byFingerprint.putIfAbsent(added.fingerprint(), added);
            known = first == null ? added : first;
            byType.put(type, known);
            byClass.clear();
        }
        return known;
    }

    /** The type of this number; {@code null} if the application has none of it. */
    public @Nullable Known ofFingerprint(long fingerprint) {
        return byFingerprint.get(fingerprint);
    }

    /**
     * The type to write this value as.
     *
     * @throws IllegalStateException if it cannot be told; the message says what to set
     */
    public Known of(Object value) {
        Known known = byClass.get(classOf(value));
        if (known == null) {
            int before = byType.size();
            known = find(value);
            byClass.put(classOf(value), known);
            if (byType.size() != before) {
                byClass.remove(classOf(value)); // another type may be closer
            }
        }
        return known;
    }

    /** Of an enum constant with a body, too, the class is the enum. */
    private static Class<?> classOf(Object value) {
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }

    private Known find(Object value) {
        List<Known> candidates = byType.values().stream()
                .filter(known -> known.raw().isInstance(value) && readable(known))
                .distinct()
                .toList();
        List<Known> closest = candidates.stream()
                .filter(known -> candidates.stream()
                        .noneMatch(other ->
                                other.raw() != known.raw() && known.raw().isAssignableFrom(other.raw())))
                .toList();
        if (closest.size() == 1 && !isNarrower(classOf(value), closest.get(0))) {
            return closest.get(0);
        }
        if (closest.size() <= 1 && readable(classOf(value))) {
            return add(classOf(value));
        }
        throw new IllegalStateException("The type of a value of " + value.getClass() + " in cache '" + cache + "' "
                + (closest.isEmpty()
                        ? "is not known."
                        : "may be any of "
                                + closest.stream()
                                        .map(known -> known.type().getTypeName())
                                        .sorted()
                                        .toList() + ".")
                + " Set " + CacheSpec.path(cache) + ".value-type, or use a cache of its own.");
    }

    /** Whether a value would come back as less than it was: as an instance of the declared class instead of its subclass. */
    private static boolean isNarrower(Class<?> type, Known declared) {
        return type != declared.raw()
                && declared.type() instanceof Class<?>
                && !declared.raw().isAnnotationPresent(JsonTypeInfo.class)
                && !type.isHidden()
                && !type.getName().contains("$$"); // a proxy is what it stands for
    }

    /** Whether bytes can be read back as this type: a bare interface or {@code List} says nothing about what to make of them. */
    private static boolean readable(Known known) {
        return known.type() instanceof ParameterizedType
                || known.type() instanceof GenericArrayType
                || readable(known.raw());
    }

    private static boolean readable(Class<?> type) {
        return type.isArray()
                || type.isEnum()
                || (type.getTypeParameters().length == 0 && !Modifier.isAbstract(type.getModifiers()))
                || type.isAnnotationPresent(JsonTypeInfo.class);
    }
}
