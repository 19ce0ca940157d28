package io.leafboot.id;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the table: creates, lists, changes and deletes tags at run time. Each call is a transaction of its own and
 * never joins the caller's. Other instances see a changed step at their next refill. Safe for concurrent use.
 */
public interface LeafTags {

    /** Returns all tags, in the order of their names. */
    List<LeafTag> list();

    /** Returns a tag's row, or empty if there is none. */
    Optional<LeafTag> find(String tag);

    /**
     * Creates a tag if it is missing; an existing row is left as it is.
     *
     * @param tag 1 to {@value IdGenerator#MAX_TAG_LENGTH} characters, not blank
     * @param step the length of its segments, at least 1
     * @param description up to 256 characters, or {@code null}
     * @param start the first id, at least 1
     * @return whether the row was created by this call
     */
    boolean create(String tag, int step, @Nullable String description, long start);

    /**
     * Creates a tag whose ids start at 1, with the default step, if it is missing.
     *
     * @return whether the row was created by this call
     */
    boolean create(String tag);

    /**
     * Changes the step; instances take it over at their next refill and adapt from there.
     *
     * @param step at least 1
     * @throws UnknownTagException if there is no such row
     */
    void changeStep(String tag, int step);

    /**
     * Changes the description.
     *
     * @throws UnknownTagException if there is no such row
     */
    void changeDescription(String tag, @Nullable String description);

    /**
     * Deletes a row. Instances go on with what they hold and then fail with {@link UnknownTagException}. A tag created
     * again under the same name starts over, so its ids repeat; instances that still remember the old ones quarantine it.
     *
     * @return whether there was such a row
     */
    boolean delete(String tag);

    /**
     * Advances a row that went back and lifts this instance's quarantine. The row never goes down: it becomes the
     * greatest of its present value, {@code atLeast}, and the highest id that this instance ever received. Give the
     * highest id over <em>all</em> instances, or of the business table, as {@code atLeast}: this instance knows only its
     * own.
     *
     * @param atLeast the row's {@code max_id} afterwards at the least; 0 for this instance's own highest id
     * @return the row's {@code max_id} afterwards: the next id is above it
     * @throws UnknownTagException if there is no such row
     */
    long advance(String tag, long atLeast);
}
