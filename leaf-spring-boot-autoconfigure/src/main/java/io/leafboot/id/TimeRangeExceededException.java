package io.leafboot.id;

import java.time.Instant;

/** The clock is past the last moment that an id of this layout can hold. */
public final class TimeRangeExceededException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public TimeRangeExceededException(String tag, Instant now, Instant end) {
        super(
                tag,
                "No id for tag '" + tag + "': the clock says " + now + ", and ids hold times up to " + end
                        + ". Go on with a new tag and a table of its own, with a later 'leaf.snowflake.epoch'.",
                null);
    }
}
