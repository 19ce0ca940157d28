package io.leafboot.samples.idservice;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A tag's row held by somebody, so that claims of it wait in the database. */
final class RowLock implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    private final Connection holder;

    private RowLock(EmbeddedPostgres postgres, Connection holder) {
        this.postgres = postgres;
        this.holder = holder;
    }

    static RowLock on(EmbeddedPostgres postgres, String tag) throws SQLException {
        Connection holder = postgres.getPostgresDatabase().getConnection();
        holder.setAutoCommit(false);
        try (PreparedStatement lock =
                holder.prepareStatement("SELECT max_id FROM leaf_alloc WHERE biz_tag = ? FOR UPDATE")) {
            lock.setString(1, tag);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("There is no row " + tag);
                }
            }
        }
        return new RowLock(postgres, holder);
    }

    void awaitWaitingClaim() {
        await().until(() -> {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    ResultSet waiting = connection
                            .createStatement()
                            .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
                return waiting.next() && waiting.getInt(1) > 0;
            }
        });
    }

    void release() throws SQLException {
        holder.rollback();
        holder.close();
    }

    @Override
    public void close() throws SQLException {
        if (!holder.isClosed()) {
            release();
        }
    }
}
