package io.leafboot.id;

/**
 * Hands out ids that are unique per tag, over all threads and all processes that share a table.
 *
 * <p>A <em>tag</em> is one business's own sequence: 1 to {@value #MAX_TAG_LENGTH} characters, not blank, compared
 * exactly. Ids of one tag are positive and rise; they have gaps, because an instance that ends loses what it had claimed
 * and not used.
 *
 * <p>Every method is safe for use by any number of threads, virtual ones included. A call waits only while the tag has no
 * id in memory, for {@code acquire-timeout} at the longest, and the wait can be interrupted.
 *
 * <p>All methods throw {@link IllegalArgumentException} for a tag or a number out of range, {@link UnknownTagException}
 * for a tag without a row, {@link IdsExhaustedException} when no segment could be claimed in time,
 * {@link TagQuarantinedException} while the tag's row is behind ids already received,
 * {@link InvalidSegmentException} for a row that cannot be claimed from, {@link IdGeneratorStoppedException} after a
 * stop, and {@link IdAcquisitionInterruptedException} when the waiting thread is interrupted. No id is handed out by a
 * call that throws.
 *
 * <p>A tag of type snowflake throws {@link NoWorkerIdException}, {@link ClockMovedBackException} and
 * {@link TimeRangeExceededException} instead of those that are about rows. One of type uuid7 gives text only: the other
 * methods throw {@link UnsupportedOperationException}.
 */
public interface IdGenerator {

    /** The longest tag, in characters: the width of the table's key. */
    int MAX_TAG_LENGTH = 128;

    /**
     * Returns the next id of a tag.
     *
     * @param tag the tag
     * @return an id no other call has returned or will return for this tag
     */
    long nextId(String tag);

    /**
     * Returns exactly {@code n} ids of a tag, rising. They may come from more than one segment, so they need not be
     * contiguous. When fewer can be had in time the call throws, and those it had taken are counted as wasted.
     *
     * @param tag the tag
     * @param n how many, from 1 to the generator's largest batch
     * @return the ids in rising order, an array of length {@code n}
     */
    long[] nextIds(String tag, int n);

    /**
     * Takes a contiguous run of ids with one atomic step: at least one and at most {@code atMost}, fewer where the
     * present segment ends. For loops that need many ids and no array.
     *
     * @param tag the tag
     * @param atMost the most ids wanted, from 1 to the generator's largest batch
     * @return a range that belongs to the caller alone
     */
    IdRange nextRange(String tag, int atMost);

    /**
     * Returns the next id of a tag as text: as the tag's settings shape it, or its digits.
     *
     * @param tag the tag
     * @return a text no other call has returned or will return for this tag
     */
    default String nextText(String tag) {
        return forTag(tag).nextText();
    }

    /**
     * Resolves a tag once, for code that draws many ids of it: the returned generator does no look-up. It performs no
     * I/O, so an unknown tag shows at the first id.
     *
     * @param tag the tag
     * @return the generator of this tag; valid as long as this one, and the same sequence as by name
     */
    TagIdGenerator forTag(String tag);
}
