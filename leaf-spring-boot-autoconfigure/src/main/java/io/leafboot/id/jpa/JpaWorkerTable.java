package io.leafboot.id.jpa;

import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerRows;
import io.leafboot.id.snowflake.WorkerTable;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

/**
 * Worker ids in a table beside that of the tags. A claim first writes the table's own row, which makes the claims of all
 * instances follow each other, and reads only then. An owner extends its row without that lock, so a claim writes a row only
 * if it is still as it was read.
 */
final class JpaWorkerTable implements WorkerTable {

    private static final String COLUMNS = "worker_id, owner, fence, lease_until, issued_until";

    private final LeafPersistence persistence;

    private final LeafDatabase database;

    private final String table;

    JpaWorkerTable(LeafPersistence persistence, LeafDatabase database, String table) {
        this.persistence = persistence;
        this.database = database;
        this.table = table;
    }

    @Override
    public long now() {
        return inAutoCommit(this::now);
    }

    /** In UTC throughout, so that no change to or from daylight saving time is in it. */
    private long now(Connection connection) throws SQLException {
        String sql = switch (database) {
            case POSTGRESQL -> "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
            case MYSQL, MARIADB ->
                "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) DIV 1000";
            case SQLITE -> "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
            case H2 -> "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS bigint)";
            case PORTABLE -> "SELECT CURRENT_TIMESTAMP FROM " + table + " WHERE worker_id = " + TABLE_ROW;
        };
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(persistence.cancelSeconds());
            try (ResultSet rows = statement.executeQuery(sql)) {
                if (!rows.next()) {
                    throw new IllegalStateException("Table '" + table + "' has lost its row " + TABLE_ROW);
                }
                return database == LeafDatabase.PORTABLE ? rows.getTimestamp(1).getTime() : rows.getLong(1);
            }
        }
    }

    @Override
    public WorkerRow claim(Function<WorkerRows, Choice> choice) {
        WorkerRow claimed = persistence.inTransactionWithEntityManager(manager -> work(manager, connection -> {
            update(connection, "UPDATE " + table + " SET fence = fence WHERE worker_id = " + TABLE_ROW); // locks it
            WorkerRow own = null;
            List<WorkerRow> workers = new ArrayList<>();
            for (WorkerRow row : select(connection, " ORDER BY worker_id")) {
                if (row.workerId() == TABLE_ROW) {
                    own = row;
                } else {
                    workers.add(row);
                }
            }
            Choice chosen = choice.apply(new WorkerRows(now(connection), own, workers));
            write(connection, workers, chosen.worker());
            set(connection, chosen.table(), "");
            return chosen.worker();
        }));
        persistence.secure();
        return claimed;
    }

    private void write(Connection connection, List<WorkerRow> workers, WorkerRow chosen) throws SQLException {
        Optional<WorkerRow> read = workers.stream()
                .filter(row -> row.workerId() == chosen.workerId())
                .findFirst();
        int written;
        if (read.isPresent()) {
            WorkerRow row = read.get();
            written = set(
                    connection,
                    chosen,
                    " AND fence = ? AND lease_until = ? AND issued_until = ?",
                    row.fence(),
                    row.leaseUntil(),
                    row.issuedUntil());
        } else {
            written = update(
                    connection,
                    "INSERT INTO " + table + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)",
                    chosen.workerId(),
                    chosen.owner(),
                    chosen.fence(),
                    chosen.leaseUntil(),
                    chosen.issuedUntil());
        }
        if (written != 1) {
            throw new IllegalStateException(
                    "Worker id " + chosen.workerId() + " was extended by its owner while it was claimed");
        }
    }

    /**
     * One statement, committed by itself: a process that is stopped here holds no lock of the row that it will lose. In
     * standard SQL it is a transaction, because a commit that is timed as part of its statement may be answered for too early.
     */
    @Override
    public boolean replace(WorkerRow held, WorkerRow next) {
        int written = persistence.inOneCommit(
                database == LeafDatabase.PORTABLE,
                manager -> work(
                        manager,
                        connection ->
                                set(connection, next, " AND owner = ? AND fence = ?", held.owner(), held.fence())));
        persistence.secure();
        return written == 1;
    }

    @Override
    public Optional<WorkerRow> find(int workerId) {
        return inAutoCommit(connection -> select(connection, " WHERE worker_id = " + workerId)).stream()
                .findFirst();
    }

    private List<WorkerRow> select(Connection connection, String rest) throws SQLException {
        List<WorkerRow> found = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(persistence.cancelSeconds());
            try (ResultSet rows = statement.executeQuery("SELECT " + COLUMNS + " FROM " + table + rest)) {
                while (rows.next()) {
                    found.add(new WorkerRow(
                            rows.getInt(1), rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                }
            }
        }
        return found;
    }

    /** Writes a row, under a condition, durably once it is committed, and returns how many there were. */
    private int set(Connection connection, WorkerRow row, String condition, @Nullable Object... values)
            throws SQLException {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(row.owner());
        all.add(row.fence());
        all.add(row.leaseUntil());
        all.add(row.issuedUntil());
        all.add(row.workerId());
        for (Object value : values) {
            all.add(value);
        }
        return update(
                connection,
                "UPDATE " + table + " SET owner = ?, fence = ?, lease_until = ?, issued_until = ? WHERE worker_id = ?"
                        + condition
                        + (database == LeafDatabase.POSTGRESQL ? " RETURNING " + PostgresCommits.DURABLY : ""),
                all.toArray());
    }

    private int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(persistence.cancelSeconds());
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (!statement.execute()) {
                return statement.getUpdateCount();
            }
            int returned = 0;
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    returned++;
                }
            }
            PostgresCommits.check(statement);
            return returned;
        }
    }

    private <T> T inAutoCommit(ReturningWork<T> work) {
        return persistence.inAutoCommit(manager -> work(manager, work));
    }

    private static <T> T work(EntityManager manager, ReturningWork<T> work) {
        return manager.unwrap(Session.class).doReturningWork(work);
    }
}
