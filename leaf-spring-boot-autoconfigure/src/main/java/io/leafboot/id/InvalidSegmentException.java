package io.leafboot.id;

import org.jspecify.annotations.Nullable;

/** The tag's row, or what was claimed from it, cannot be used: a step below 1, a negative or overflowing max_id. */
public final class InvalidSegmentException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with a sentence that names the value and the fix. */
    public InvalidSegmentException(String tag, String message) {
        this(tag, message, null);
    }

    /** Creates the exception with a sentence and its cause. */
    public InvalidSegmentException(String tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }
}
