package io.leafboot.id.jpa;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells failures after which the row may have been raised from those after which it was not. */
final class ClaimFailures {

    private ClaimFailures() {}

    /** Returns whether a claim that failed with {@code failure} may have taken effect. */
    static boolean mayHaveClaimed(Throwable failure) {
        boolean uncertain = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return false; // the pool had no connection, so nothing was sent
            }
            uncertain |= cause instanceof IOException
                    || cause instanceof SQLTimeoutException
                    || cause instanceof SQLRecoverableException
                    || (cause instanceof SQLException e && brokeOff(e.getSQLState()));
        }
        return uncertain;
    }

    /**
     * 08: the connection broke; 57: the server is going down; but not 08001 and 08004, which are failures to connect, nor
     * 57014, a statement that was cancelled and undone.
     */
    private static boolean brokeOff(@Nullable String state) {
        return state != null
                && (state.startsWith("08") || state.startsWith("57"))
                && !state.equals("08001")
                && !state.equals("08004")
                && !state.equals("57014");
    }
}
