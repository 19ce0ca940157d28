package io.leafboot.id.segment;

/** A key of {@link KeyedClaims} was used before, for another tag or another number of ids. */
public final class KeyReusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public KeyReusedException(String key) {
        super("The key '" + key + "' was used for another claim; take a new one for each claim.");
    }
}
