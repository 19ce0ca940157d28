package io.leafboot.cache.autoconfigure;

/**
 * A share, written {@code 10%} or {@code 0.1}.
 *
 * @param share the share, 0 for nothing and 1 for all
 */
public record Percentage(double share) {

    /** Reads {@code 10%} or {@code 0.1}; a whole number above one needs its percent sign. */
    public static Percentage valueOf(String text) {
        String trimmed = text.trim();
        try {
            return trimmed.endsWith("%")
                    ? new Percentage(Double.parseDouble(
                                    trimmed.substring(0, trimmed.length() - 1).trim())
                            / 100)
                    : new Percentage(Double.parseDouble(trimmed));
        } catch (NumberFormatException ex) {
            // Without its cause, which is what would be shown to the user instead.
            throw new IllegalArgumentException("'" + text + "' is not a percentage: write it as 10% or as 0.1");
        }
    }

    /** Takes {@code 0.1}, which is a number in {@code application.yml} and not text. */
    public static Percentage valueOf(Double share) {
        return new Percentage(share);
    }

    /** Takes {@code 0}, which is one too. */
    public static Percentage valueOf(Integer share) {
        return new Percentage(share);
    }
}
