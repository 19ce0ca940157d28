package io.leafboot.id;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The ids in memory ran out and no new segment could be claimed before the deadline. The cause is the last error of the
 * table, or {@code null} when it was only slow. Issuing resumes by itself once the table answers.
 */
public final class IdsExhaustedException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    private final Duration waited;

    /** Creates the exception for a caller that waited {@code waited} in vain. */
    public IdsExhaustedException(String tag, Duration waited, @Nullable Throwable lastError) {
        super(
                tag,
                "No id for tag '" + tag + "' after " + waited.toMillis() + " ms: the buffer is empty and the table "
                        + (lastError == null ? "has not answered yet." : "fails: " + lastError + ".")
                        + " Issuing resumes by itself; 'leaf.outage-budget' sizes the buffer,"
                        + " 'leaf.acquire-timeout' the wait.",
                lastError);
        this.waited = waited;
    }

    /** Returns how long the caller waited. */
    public Duration waited() {
        return waited;
    }
}
