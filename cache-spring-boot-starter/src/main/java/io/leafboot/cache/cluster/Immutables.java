package io.leafboot.cache.cluster;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Objects that all may share, since nobody can change them: the JDK's scalars, enums, and records of such. */
final class Immutables {

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class);

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            if (SCALARS.contains(type) || type.isPrimitive() || type.isEnum()) {
                return true;
            }
            if (type.getName().startsWith("java.time.")) {
                return Temporal.class.isAssignableFrom(type) || TemporalAmount.class.isAssignableFrom(type);
            }
            return type.isRecord() && isOfImmutables(type);
        }

        private boolean isOfImmutables(Class<?> type) {
            for (RecordComponent component : type.getRecordComponents()) {
                // Records in records are left aside: two that hold each other would be asked for without end.
                if (component.getType().isRecord() || !get(component.getType())) {
                    return false;
                }
            }
            return true;
        }
    };

    private Immutables() {}

    static boolean contains(@Nullable Object object) {
        return object == null || KNOWN.get(object.getClass());
    }
}
