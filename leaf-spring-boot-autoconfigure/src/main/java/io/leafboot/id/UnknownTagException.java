package io.leafboot.id;

import org.jspecify.annotations.Nullable;

/** The tag has no row in the table, and rows are not created on demand. */
public final class UnknownTagException extends IdGenerationException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception for a tag without a row. */
    public UnknownTagException(String tag) {
        this(
                tag,
                "Unknown tag '" + tag + "': it has no row in the table. Declare it under 'leaf.tags', create it with"
                        + " LeafTags.create(..), or set 'leaf.auto-create-tags=true'.",
                null);
    }

    /** Creates the exception with a message of the allocator's own. */
    public UnknownTagException(String tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }
}
