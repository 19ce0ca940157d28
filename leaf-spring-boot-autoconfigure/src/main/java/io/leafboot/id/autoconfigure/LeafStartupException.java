package io.leafboot.id.autoconfigure;

import org.jspecify.annotations.Nullable;

/** The id generator cannot start; says in two sentences what is wrong and what to do. Shown by Spring Boot as such. */
public final class LeafStartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;

    private final String action;

    /**
     * Creates the exception.
     *
     * @param description what is wrong, with the setting and its value
     * @param action what to change
     * @param cause the underlying error, or {@code null}
     */
    public LeafStartupException(String description, String action, @Nullable Throwable cause) {
        super(description + " " + action, cause);
        this.description = description;
        this.action = action;
    }

    /** Returns the exception for a setting whose value is not allowed. */
    public static LeafStartupException outOfRange(String setting, Object value, String allowed) {
        return new LeafStartupException(
                setting + " is " + value + "; allowed is " + allowed + ".",
                "Change the value in the application's configuration.",
                null);
    }

    /** Returns what to change. */
    public String action() {
        return action;
    }

    /** Returns what is wrong. */
    public String description() {
        return description;
    }
}
