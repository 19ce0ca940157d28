package io.leafboot.id;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * This instance has no worker id that it may issue ids with at this time, and got none before the deadline. Issuing resumes
 * by itself once the table gives it one, or extends the one it has.
 */
public final class NoWorkerIdException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    private final Duration waited;

    /**
     * Creates the exception.
     *
     * @param tag the tag
     * @param waited how long the caller waited
     * @param reason why, a sentence
     * @param cause the last error of the table, or {@code null}
     */
    public NoWorkerIdException(String tag, Duration waited, String reason, @Nullable Throwable cause) {
        super(
                tag,
                "No id for tag '" + tag + "' after " + waited.toMillis() + " ms: " + reason
                        + " Issuing resumes by itself.",
                cause);
        this.waited = waited;
    }

    /** Returns how long the caller waited. */
    public Duration waited() {
        return waited;
    }
}
