package io.leafboot.id;

/** A text is not an id of the tag that it was taken for. The message names what is wrong and does not repeat the text. */
public final class InvalidIdTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String tag;

    /** Creates the exception. */
    public InvalidIdTextException(String tag, String problem) {
        super("Not an id of tag '" + tag + "': " + problem);
        this.tag = tag;
    }

    /** Returns the tag. */
    public String tag() {
        return tag;
    }
}
