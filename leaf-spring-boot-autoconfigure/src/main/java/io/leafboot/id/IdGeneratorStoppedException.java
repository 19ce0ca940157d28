package io.leafboot.id;

/** The generator was stopped or closed; a stopped one hands out ids again after its start. */
public final class IdGeneratorStoppedException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public IdGeneratorStoppedException(String tag) {
        super(tag, "No id for tag '" + tag + "': the id generator is stopped.", null);
    }
}
