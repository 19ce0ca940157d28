package io.leafboot.benchmarks.latency;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import me.ahoo.cosid.CosIdException;
import me.ahoo.cosid.segment.IdSegment;
import me.ahoo.cosid.segment.IdSegmentDistributor;
import me.ahoo.cosid.segment.SegmentChainId;
import me.ahoo.cosid.segment.concurrent.PrefetchWorkerExecutorService;

/**
 * CosId's segment chain over JDBC, set up as its Spring Boot starter does: a safe distance of 10 segments, a look each
 * second, and one pool of connections, open before the first id.
 */
final class CosIdContestant implements Contestant {

    private static final int SAFE_DISTANCE = 10;

    private final int step;

    private final HikariDataSource pool = new HikariDataSource();

    CosIdContestant(String jdbcUrl, int step) {
        this.step = step;
        pool.setJdbcUrl(jdbcUrl);
        pool.setUsername("postgres");
        try (Connection connection = pool.getConnection()) {
            connection.isValid(1);
        } catch (SQLException e) {
            throw new IllegalStateException("No connection to the database", e);
        }
    }

    @Override
    public String name() {
        return String.format("CosId chain, step %,d", step);
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public Source open(String tag) {
        Distributor distributor = new Distributor(pool, tag, step);
        PrefetchWorkerExecutorService prefetching =
                new PrefetchWorkerExecutorService(PrefetchWorkerExecutorService.DEFAULT_PREFETCH_PERIOD, 1, false);
        SegmentChainId ids =
                new SegmentChainId(IdSegment.TIME_TO_LIVE_FOREVER, SAFE_DISTANCE, distributor, prefetching);
        return new Source() {
            @Override
            public long next() {
                return ids.generate();
            }

            @Override
            public long claims() {
                return distributor.claims.get();
            }

            @Override
            public void close() {
                prefetching.shutdown();
            }
        };
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Claims as CosId's distributor for JDBC does, whose statements are its own table's: an update, then a query. */
    private static final class Distributor implements IdSegmentDistributor {

        private final AtomicLong claims = new AtomicLong();

        private final DataSource pool;

        private final String tag;

        private final int step;

        Distributor(DataSource pool, String tag, int step) {
            this.pool = pool;
            this.tag = tag;
            this.step = step;
        }

        @Override
        public String getNamespace() {
            return "benchmark";
        }

        @Override
        public String getName() {
            return tag;
        }

        @Override
        public long getStep() {
            return step;
        }

        @Override
        public long nextMaxId(long length) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement update = connection.prepareStatement("UPDATE leaf_alloc"
                        + " SET max_id = (max_id + ?), update_time = CURRENT_TIMESTAMP WHERE biz_tag = ?")) {
                    update.setLong(1, length);
                    update.setString(2, tag);
                    if (update.executeUpdate() == 0) {
                        throw new CosIdException("No row for " + tag);
                    }
                }
                long last;
                try (PreparedStatement query =
                        connection.prepareStatement("SELECT max_id FROM leaf_alloc WHERE biz_tag = ?")) {
                    query.setString(1, tag);
                    try (ResultSet row = query.executeQuery()) {
                        if (!row.next()) {
                            throw new CosIdException("No row for " + tag);
                        }
                        last = row.getLong(1);
                    }
                }
                connection.commit();
                claims.incrementAndGet();
                return last;
            } catch (SQLException e) {
                throw new CosIdException(e);
            }
        }
    }
}
