package io.leafboot.id.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What makes a commit on PostgreSQL one that is never taken back. */
final class PostgresCommits {

    /**
     * Columns that a statement reads. Where the server or the user has {@code synchronous_commit} off, a commit that was
     * acknowledged is lost when the server crashes, and where it is local, when a synchronous standby takes over; the next claim
     * would give the same ids again. So the statement turns it on for its own transaction, in the same round trip, and has
     * itself {@linkplain #check warned}. Stricter settings stay as they are.
     */
    static final String DURABLY = "CASE WHEN current_setting('synchronous_commit', true) IN ('off', 'local')"
            + " THEN set_config('synchronous_commit', 'on', true) END,"
            + " CASE WHEN current_setting('client_min_messages', true) IN ('error', 'fatal', 'panic')"
            + " THEN set_config('client_min_messages', 'warning', true) END";

    private PostgresCommits() {}

    /**
     * Throws if a statement, committed by itself, may yet be lost. A server that waits for its synchronous standby and is
     * told to cancel, which a query timeout does, warns that the commit may not have been replicated, and answers as if it
     * had: the standby that takes its place would give the same ids again. What it warns of is told in its own language, so
     * any warning counts.
     */
    static void check(Statement statement) throws SQLException {
        check(statement.getWarnings());
    }

    /** Commits a transaction, likewise. */
    static void commit(Connection connection) throws SQLException {
        connection.clearWarnings();
        connection.commit();
        check(connection.getWarnings());
    }

    private static void check(@Nullable SQLWarning first) throws SQLException {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            String state = warning.getSQLState();
            if (state != null && state.startsWith("01")) {
                throw new SQLTimeoutException(
                        "The database warned, perhaps of the commit, so this does not count: " + warning.getMessage(),
                        warning);
            }
        }
    }
}
