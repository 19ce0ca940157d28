package io.leafboot.cache;

/** A cache cannot be made with these settings. */
public class InvalidCacheSpecException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String fix;

    /**
     * An exception.
     *
     * @param problem a sentence that names the setting and its value
     * @param fix a sentence that says what to do
     */
    public InvalidCacheSpecException(String problem, String fix) {
        super(problem + " " + fix);
        this.problem = problem;
        this.fix = fix;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
