package io.leafboot.id;

/** The thread was interrupted while it waited for a segment. Its interrupt flag is set again. */
public final class IdAcquisitionInterruptedException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public IdAcquisitionInterruptedException(String tag, InterruptedException cause) {
        super(tag, "Interrupted while waiting for ids of tag '" + tag + "'.", cause);
    }
}
