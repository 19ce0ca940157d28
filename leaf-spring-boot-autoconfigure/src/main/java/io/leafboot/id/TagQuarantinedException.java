package io.leafboot.id;

/**
 * The table went back: a claimed range was not above every id this instance had received before, so using it could issue
 * an id twice. Nothing is issued for the tag until an operator has advanced its row.
 */
public final class TagQuarantinedException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    private final IdRange received;

    private final long highest;

    /**
     * Creates the exception.
     *
     * @param tag the tag
     * @param received the range that the table gave
     * @param highest the highest id of any range received before
     */
    public TagQuarantinedException(String tag, IdRange received, long highest) {
        super(
                tag,
                "Tag '" + tag + "' is quarantined: the table gave " + received.first() + " to " + received.last()
                        + ", but this instance had already received ids up to " + highest
                        + ". The row went back (a restore, a fail-over to a replica that lagged, a wiped row). Advance it"
                        + " past the highest id of every instance: POST /actuator/leaf/{tag} with"
                        + " {\"advanceTo\": <id>}, or LeafTags.advance(..).",
                null);
        this.received = received;
        this.highest = highest;
    }

    /** Returns the range that the table gave and that was not used. */
    public IdRange received() {
        return received;
    }

    /** Returns the highest id of any range that this instance received before. */
    public long highest() {
        return highest;
    }
}
