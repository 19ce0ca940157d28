package io.leafboot.cache;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * When a value is loaded anew before its time to live is over.
 *
 * @param share share of the time to live after which a read refreshes, above 0; 1 for never; {@code null} for a moment that
 *     is drawn at random and is the earlier, the longer the value took to load
 */
public record RefreshAhead(@Nullable Double share) {

    /** Never. */
    public static final RefreshAhead OFF = new RefreshAhead(1.0);

    /** At random, by what the load cost (Vattani et al., Optimal Probabilistic Cache Stampede Prevention, VLDB 2015). */
    public static final RefreshAhead AUTO = new RefreshAhead(null);

    /** Reads {@code 80%}, {@code 0.8}, {@code auto} or {@code off}. */
    public static RefreshAhead valueOf(String text) {
        String trimmed = text.trim();
        if (trimmed.equalsIgnoreCase("auto")) {
            return AUTO;
        }
        if (trimmed.equalsIgnoreCase("off")) {
            return OFF;
        }
        try {
            return trimmed.endsWith("%")
                    ? new RefreshAhead(Double.parseDouble(
                                    trimmed.substring(0, trimmed.length() - 1).trim())
                            / 100)
                    : new RefreshAhead(Double.parseDouble(trimmed));
        } catch (NumberFormatException ex) {
            // Without its cause, which is what would be shown to the user instead.
            throw new IllegalArgumentException(
                    "'" + text + "' is no share: write it as 80% or as 0.8, or auto, or off");
        }
    }

    /** Takes {@code 0.8}, which is a number in {@code application.yml} and not text. */
    public static RefreshAhead valueOf(Double share) {
        return new RefreshAhead(share);
    }

    /** Takes {@code 1}, which is one too. */
    public static RefreshAhead valueOf(Integer share) {
        return new RefreshAhead((double) share);
    }

    /** Takes {@code off}, which is a boolean there. */
    public static RefreshAhead valueOf(Boolean on) {
        return on ? AUTO : OFF;
    }

    @Override
    public String toString() {
        if (share == null) {
            return "auto";
        }
        if (share == 1) {
            return "off";
        }
        return Double.isFinite(share)
                ? BigDecimal.valueOf(share)
                                .movePointRight(2)
                                .stripTrailingZeros()
                                .toPlainString()
                        + "%"
                : share.toString();
    }
}
