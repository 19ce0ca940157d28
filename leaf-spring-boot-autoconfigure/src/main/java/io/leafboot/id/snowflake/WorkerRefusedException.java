package io.leafboot.id.snowflake;

/** A worker id is not given, or not extended, though the table answers. */
public final class WorkerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;

    private final String action;

    /**
     * Creates the exception.
     *
     * @param description what is wrong, a sentence
     * @param action what to do about it, a sentence
     */
    public WorkerRefusedException(String description, String action) {
        super(description + " " + action);
        this.description = description;
        this.action = action;
    }

    /** Returns what is wrong. */
    public String description() {
        return description;
    }

    /** Returns what to do about it. */
    public String action() {
        return action;
    }
}
