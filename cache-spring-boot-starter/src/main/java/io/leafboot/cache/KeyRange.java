package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/**
 * Which keys to list: by prefix, or from (inclusive) to (exclusive), at most {@code limit}, in the order of their UTF-8
 * bytes.
 *
 * @param prefix what the text of a key begins with; empty for all
 * @param from the first text; {@code null} for no bound
 * @param to the first text that is too large; {@code null} for no bound
 * @param limit most keys to return, 1 to 100,000
 */
public record KeyRange(
        String prefix, @Nullable String from, @Nullable String to, int limit) {

    /** Most keys that one call returns. */
    public static final int MAX_LIMIT = 100_000;

    /** Checks the limit. */
    public KeyRange {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be between 1 and " + MAX_LIMIT);
        }
    }

    /** All keys, at most {@code limit}. */
    public static KeyRange first(int limit) {
        return new KeyRange("", null, null, limit);
    }

    /** Keys that begin with {@code prefix}. */
    public static KeyRange prefix(String prefix, int limit) {
        return new KeyRange(prefix, null, null, limit);
    }

    /** Keys from {@code from} (inclusive) to {@code to} (exclusive). */
    public static KeyRange between(@Nullable String from, @Nullable String to, int limit) {
        return new KeyRange("", from, to, limit);
    }

    /** Whether the text lies in this range, the limit aside. */
    public boolean contains(String text) {
        return text.startsWith(prefix)
                && (from == null || Utf8Order.INSTANCE.compare(text, from) >= 0)
                && (to == null || Utf8Order.INSTANCE.compare(text, to) < 0);
    }
}
