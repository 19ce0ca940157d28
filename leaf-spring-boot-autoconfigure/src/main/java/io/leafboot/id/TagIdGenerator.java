package io.leafboot.id;

/**
 * The ids of one tag: what {@link IdGenerator#forTag(String)} resolves. Contract, exceptions and thread safety are those
 * of {@link IdGenerator}.
 */
public interface TagIdGenerator {

    /** Returns the tag. */
    String tag();

    /** Returns the next id; see {@link IdGenerator#nextId(String)}. */
    long nextId();

    /** Returns the next id as text; see {@link IdGenerator#nextText(String)}. */
    default String nextText() {
        return Long.toString(nextId());
    }

    /**
     * Returns exactly {@code n} rising ids; see {@link IdGenerator#nextIds(String, int)}.
     *
     * @param n how many, from 1 to the generator's largest batch
     */
    long[] nextIds(int n);

    /**
     * Takes 1 to {@code atMost} contiguous ids; see {@link IdGenerator#nextRange(String, int)}.
     *
     * @param atMost the most ids wanted, from 1 to the generator's largest batch
     */
    IdRange nextRange(int atMost);
}
