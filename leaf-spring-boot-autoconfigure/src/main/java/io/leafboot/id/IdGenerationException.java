package io.leafboot.id;

import org.jspecify.annotations.Nullable;

/** An id could not be handed out. The subclasses say why; {@link #tag()} says for which tag. */
public abstract class IdGenerationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String tag;

    IdGenerationException(String tag, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tag = tag;
    }

    /** Returns the tag that was asked for. */
    public String tag() {
        return tag;
    }
}
