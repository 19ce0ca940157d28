package io.leafboot.cache.access;

/** A call from outside is not answered. The message is for the caller: it says what to do, and nothing of the application. */
public final class AccessRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** A refusal. */
    public AccessRefusedException(Kind kind, String message) {
        super(message, null, false, false); // whoever knocks at the door makes no stack traces
        this.kind = kind;
    }

    /** Why. */
    public Kind kind() {
        return kind;
    }

    /** A message there always is. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Why a call is refused. */
    public enum Kind {
        /** No token, or a wrong one. */
        UNAUTHORIZED,
        /** There is no such cache, or it is none of the caller's business: which of the two is not told. */
        UNKNOWN_CACHE,
        /** A value is longer, or there are more keys, than is taken. */
        TOO_LARGE,
        /** The bytes are not of a type that values of the cache are read from. */
        UNSUPPORTED_TYPE,
        /** Anything else that is wrong with the call. */
        BAD_REQUEST
    }
}
