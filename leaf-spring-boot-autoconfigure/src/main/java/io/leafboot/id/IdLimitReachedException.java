package io.leafboot.id;

import org.jspecify.annotations.Nullable;

/**
 * The tag has no number left that its settings allow: the next one would not fit the column it is kept in
 * ({@code max-id}, {@code column-type}) or the numbers that are permuted ({@code obfuscate.bits}). None above the limit was
 * handed out.
 */
public final class IdLimitReachedException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    /** Creates the exception. */
    public IdLimitReachedException(String tag, long limit) {
        this(tag, limit, null);
    }

    /** Creates the exception with its cause. */
    public IdLimitReachedException(String tag, long limit, @Nullable Throwable cause) {
        super(
                tag,
                "No id for tag '" + tag + "': its highest is " + limit
                        + ", by 'max-id', 'column-type' or 'obfuscate.bits' of the tag, and all up to it were claimed."
                        + " Widen the column and then the setting, or go on with a new tag.",
                cause);
        this.limit = limit;
    }

    /** Returns the highest id that the tag's settings allow. */
    public long limit() {
        return limit;
    }
}
