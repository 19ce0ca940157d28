package io.leafboot.id;

import java.io.Serializable;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Contiguous ids, both ends included. Immutable; it costs one object for any number of ids.
 *
 * @param first the lowest id
 * @param last the highest id, not below {@code first}
 */
public record IdRange(long first, long last) implements Serializable {

    public IdRange {
        if (last < first) {
            throw new IllegalArgumentException("last (" + last + ") is below first (" + first + ")");
        }
    }

    /** Returns how many ids there are, at least 1. */
    public long size() {
        return last - first + 1;
    }

    /** Tells whether {@code id} lies in this range. */
    public boolean contains(long id) {
        return first <= id && id <= last;
    }

    /** Calls {@code action} with each id, rising, without boxing. */
    public void forEach(LongConsumer action) {
        for (long id = first; id < last; id++) {
            action.accept(id);
        }
        action.accept(last);
    }

    /** Returns the ids as a stream, rising. */
    public LongStream stream() {
        return LongStream.rangeClosed(first, last);
    }
}
