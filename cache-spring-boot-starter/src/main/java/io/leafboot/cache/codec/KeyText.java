package io.leafboot.cache.codec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.Buffer;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * The text of a key: what a key is called outside this process.
 *
 * <p>A string is its own text, unless it would read as something else, and then it is quoted as in JSON; whole numbers and
 * other scalars are written plainly; several parameters and arrays are JSON arrays; lists, sets and maps are arrays that say
 * which, and those without an order of their own are sorted; a record is its class name and its components. So keys that
 * differ have texts that differ, but for numbers of different width ({@code 42} and {@code 42L}) and scalars that print as an
 * equal string does.
 */
public final class KeyText {

    private static final @Nullable Field SIMPLE_KEY_PARAMS = simpleKeyParams();

    private KeyText() {}

    /**
     * The text of a key.
     *
     * @throws IllegalArgumentException if the class of the key has no text of its own; the message says what to do
     */
    public static String of(Object key) {
        if (key instanceof String string) {
            return readsAsSomethingElse(string) ? quote(string) : string;
        }
        if (isNumber(key) || key instanceof Boolean) {
            return key.toString();
        }
        String scalar = scalar(key);
        if (scalar != null) {
            return of(scalar);
        }
        StringBuilder text = new StringBuilder();
        append(text, key);
        return text.toString();
    }

    /** Like {@link #of}, but a key without a text is shown by its {@code toString()}. */
    public static String describe(Object key) {
        try {
            return of(key);
        } catch (IllegalArgumentException ex) {
            return String.valueOf(key);
        }
    }

    /** Whether it looks like one: {@code NaN} does not, nor may a class of the application's. */
    private static boolean isNumber(Object key) {
        return key instanceof Number && readsAsNumber(key.toString());
    }

    @SuppressWarnings("JavaUtilDate") // applications have keys of it
    private static @Nullable String scalar(Object key) {
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key instanceof Class<?> type) {
            return type.getName();
        }
        if (key instanceof CharSequence || key instanceof Character || key instanceof Locale) {
            return key.toString();
        }
        if (key instanceof Path) {
            return key.toString();
        }
        if (key instanceof Date date) { // its own text lacks milliseconds, and depends on the time zone
            return (date instanceof Timestamp timestamp ? timestamp.toInstant() : Instant.ofEpochMilli(date.getTime()))
                    .toString();
        }
        boolean jdkValue = key.getClass().getName().startsWith("java.")
                && key instanceof Comparable<?>
                && !(key instanceof Number)
                && !(key instanceof Collection<?>)
                && !(key instanceof Buffer);
        return jdkValue ? key.toString() : null; // UUID, java.time, URI and the like
    }

    private static void append(StringBuilder text, @Nullable Object part) {
        if (part == null || isNumber(part) || part instanceof Boolean) {
            text.append(part);
            return;
        }
        String scalar = scalar(part);
        if (scalar != null) {
            text.append(quote(scalar));
        } else if (part instanceof SimpleKey simpleKey) {
            appendArray(text, params(simpleKey));
        } else if (part.getClass().isArray()) {
            appendArray(text, part);
        } else if (part.getClass().isRecord()) {
            text.append(part.getClass().getName());
            appendArray(text, components(part));
        } else if (part instanceof List<?> list) {
            text.append("list");
            appendArray(text, list.toArray());
        } else if (part instanceof Set<?> set) {
            text.append("set");
            appendSorted(text, set);
        } else if (part instanceof Map<?, ?> map) {
            text.append("map");
            appendSorted(text, map.entrySet());
        } else if (part instanceof Map.Entry<?, ?> entry) {
            text.append("entry");
            appendArray(text, new @Nullable Object[] {entry.getKey(), entry.getValue()});
        } else if (part instanceof Collection<?> collection) {
            text.append(part.getClass().getName());
            appendArray(text, collection.toArray());
        } else {
            text.append(part.getClass().getName())
                    .append('{')
                    .append(quote(ownText(part)))
                    .append('}');
        }
    }

    private static void appendArray(StringBuilder text, Object array) {
        text.append('[');
        for (int i = 0, n = Array.getLength(array); i < n; i++) {
            append(text.append(i == 0 ? "" : ","), Array.get(array, i));
        }
        text.append(']');
    }

    /** Equal sets are walked through in orders that differ, even from one start of the JVM to the next. */
    private static void appendSorted(StringBuilder text, Set<?> parts) {
        List<String> texts = new ArrayList<>();
        for (Object part : parts) {
            StringBuilder one = new StringBuilder();
            append(one, part);
            texts.add(one.toString());
        }
        Collections.sort(texts);
        text.append('[').append(String.join(",", texts)).append(']');
    }

    private static @Nullable Object[] components(Object part) {
        RecordComponent[] components = part.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < values.length; i++) {
            try {
                var accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                values[i] = accessor.invoke(part);
            } catch (ReflectiveOperationException | RuntimeException ex) {
                throw new IllegalArgumentException("A key of " + part.getClass() + " cannot be read", ex);
            }
        }
        return values;
    }

    private static String ownText(Object part) {
        try {
            if (!(part instanceof Buffer)
                    && part.getClass().getMethod("toString").getDeclaringClass() != Object.class) {
                return part.toString();
            }
        } catch (NoSuchMethodException ex) {
            throw new AssertionError(ex);
        }
        throw new IllegalArgumentException("A key of " + part.getClass()
                + " cannot be written as text. Make the class a record, give it a toString() that differs for keys that"
                + " differ, or choose another key, as in @Cacheable(key = \"#order.id\").");
    }

    private static boolean readsAsSomethingElse(String string) {
        if (string.isEmpty()) {
            return true;
        }
        char first = string.charAt(0);
        if (first == '"' || first == '[' || string.indexOf('{') >= 0 || string.indexOf('[') >= 0) {
            return true;
        }
        if (first == '-' || (first >= '0' && first <= '9')) {
            return readsAsNumber(string);
        }
        return string.equals("true") || string.equals("false") || string.equals("null");
    }

    private static boolean readsAsNumber(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (!(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }

    private static String quote(String string) {
        StringBuilder quoted = new StringBuilder(string.length() + 2).append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static Object params(SimpleKey key) {
        try {
            if (SIMPLE_KEY_PARAMS != null) {
                return SIMPLE_KEY_PARAMS.get(key);
            }
        } catch (IllegalAccessException ex) {
            throw new IllegalArgumentException("The parameters of a SimpleKey cannot be read", ex);
        }
        return new Object[] {key.toString()};
    }

    /** SimpleKey keeps its parameters to itself, and its toString() is the same for ("a, b") and ("a", "b"). */
    private static @Nullable Field simpleKeyParams() {
        try {
            Field field = SimpleKey.class.getDeclaredField("params");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException | RuntimeException ex) {
            return null;
        }
    }
}
