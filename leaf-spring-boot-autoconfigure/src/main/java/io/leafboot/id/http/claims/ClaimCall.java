package io.leafboot.id.http.claims;

import io.leafboot.id.segment.SegmentRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call for a range, checked.
 *
 * @param tag the tag
 * @param key the idempotency key, or {@code null}
 * @param size how many ids are asked for
 * @param knownStep the step of the row as the client knows it, 0 if it does not, or {@link SegmentRequest#ANY_STEP}
 * @param mostIds the most ids that the client takes
 */
record ClaimCall(String tag, @Nullable String key, int size, int knownStep, int mostIds) {

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** What is wrong with a call; shown to the client. */
    static final class BadCallException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private BadCallException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Checks a call. With a known step the size is a wish, which is cut to what is allowed: a client whose step has grown
     * would else fail under load. Without one exactly so many ids are claimed, or the call is refused.
     */
    static ClaimCall of(
            String tag,
            @Nullable String key,
            @Nullable String size,
            @Nullable String knownStep,
            @Nullable String maxSize,
            int limit) {
        if (!TAG.matcher(tag).matches()) {
            throw new BadCallException("The tag has 1 to 128 of the characters A-Z, a-z, 0-9, '.', '_' and '-'.");
        }
        if (key != null && !KEY.matcher(key).matches()) {
            throw new BadCallException(
                    "The header Idempotency-Key has 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'.");
        }
        int step = knownStep == null ? SegmentRequest.ANY_STEP : number("knownStep", knownStep, 0);
        int most = Math.min(limit, maxSize == null ? limit : number("maxSize", maxSize, 1));
        if (size == null) {
            throw new BadCallException(
                    "The parameter size is missing: how many ids to claim, from 1 to " + limit + ".");
        }
        int wanted = number("size", size, 1);
        if (knownStep == null && wanted > most) {
            throw new BadCallException("The parameter size is " + wanted + "; allowed is from 1 to " + most + ".");
        }
        return new ClaimCall(tag, key, wanted, step, most);
    }

    private static int number(String name, String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadCallException(
                "The parameter " + name + " is no whole number from " + least + " to " + Integer.MAX_VALUE + ".");
    }

    SegmentRequest toRequest() {
        return new SegmentRequest(tag, Math.min(size, mostIds), knownStep, mostIds);
    }
}
