package io.leafboot.id;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock of this process is behind the time of an id that was issued already, by more than is waited for. Issuing resumes
 * by itself once it is past that time.
 */
public final class ClockMovedBackException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    private final Instant now;

    private final Instant issuedUntil;

    /**
     * Creates the exception.
     *
     * @param tag the tag
     * @param now what the clock says
     * @param issuedUntil up to when ids may have been issued, by this process or by the worker id's owner before it
     * @param maxBackward how far back is waited for
     */
    public ClockMovedBackException(String tag, Instant now, Instant issuedUntil, Duration maxBackward) {
        super(
                tag,
                "No id for tag '" + tag + "': the clock says " + now + ", but ids were issued up to " + issuedUntil
                        + ", " + Duration.between(now, issuedUntil).toMillis() + " ms later. Up to "
                        + maxBackward.toMillis()
                        + " ms are waited for ('leaf.snowflake.max-backward'), within 'leaf.acquire-timeout'. Issuing"
                        + " resumes by itself when the clock is past that time; see to the machine's time service.",
                null);
        this.now = now;
        this.issuedUntil = issuedUntil;
    }

    /** Returns what the clock said. */
    public Instant now() {
        return now;
    }

    /** Returns up to when ids may have been issued. */
    public Instant issuedUntil() {
        return issuedUntil;
    }
}
