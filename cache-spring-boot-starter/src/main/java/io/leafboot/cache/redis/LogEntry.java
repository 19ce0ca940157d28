package io.leafboot.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log of writes.
 *
 * @param id where it stands
 * @param writer the node that wrote it
 * @param cache the cache that was written; {@code null} where a node only took its place
 * @param text the key; {@code null} for all keys, or those of a tag
 * @param tag number of the tag that was evicted; {@code null} for none
 */
record LogEntry(
        String id,
        @Nullable String writer,
        @Nullable String cache,
        @Nullable String text,
        @Nullable Integer tag) {

    /** Reads what a script answers: an id, and a list of names and values in turn. Fields not known here are passed over. */
    static LogEntry of(List<?> answer) {
        String writer = null;
        String cache = null;
        String text = null;
        Integer tag = null;
        List<?> fields = (List<?>) answer.get(1);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String value = string(fields.get(i + 1));
            switch (string(fields.get(i))) {
                case "o" -> writer = value;
                case "c" -> cache = value;
                case "k" -> text = value;
                case "t" -> tag = tag((byte[]) fields.get(i + 1));
                default -> {} // a newer version writes it
            }
        }
        return new LogEntry(string(answer.get(0)), writer, cache, text, tag);
    }

    /** A number of two bytes; {@code null}, which means all keys, for what is none. */
    private static @Nullable Integer tag(byte @Nullable [] bytes) {
        return bytes == null || bytes.length != 2
                ? null
                : Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
    }

    private static String string(@Nullable Object bytes) {
        return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** Whether an id stands before another. */
    static boolean isBefore(String id, String other) {
        return compare(id, other) < 0;
    }

    /** The order in which ids stand in the log. */
    static int compare(String id, String other) {
        int dash = id.indexOf('-');
        int otherDash = other.indexOf('-');
        long millis = Long.parseLong(id.substring(0, dash));
        long otherMillis = Long.parseLong(other.substring(0, otherDash));
        return millis != otherMillis
                ? Long.compare(millis, otherMillis)
                : Long.compare(Long.parseLong(id.substring(dash + 1)), Long.parseLong(other.substring(otherDash + 1)));
    }
}
