package io.leafboot.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.TagStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Ours with default settings. */
final class LeafContestant implements Contestant {

    private final HikariDataSource pool = new HikariDataSource();

    private final SegmentIdGenerator generator = SegmentIdGenerator.create(this::claim);

    LeafContestant(String jdbcUrl) {
        pool.setJdbcUrl(jdbcUrl);
        pool.setUsername("postgres");
        pool.setMaximumPoolSize(2);
        try (Connection connection = pool.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "CREATE TABLE leaf_alloc (biz_tag varchar(128) PRIMARY KEY, max_id bigint NOT NULL DEFAULT 0,"
                                + " step int NOT NULL DEFAULT 1000, description varchar(256),"
                                + " update_time timestamp NOT NULL DEFAULT now())")) {
            create.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "**Leaf**, defaults";
    }

    @Override
    public int step() {
        return generator.settings().defaultStep();
    }

    @Override
    public Source open(String tag) {
        TagIdGenerator ids = generator.forTag(tag);
        return new Source() {
            @Override
            public long next() {
                return ids.nextId();
            }

            @Override
            public long claims() {
                return generator.status(tag).map(TagStatus::claims).orElse(0L);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        generator.close();
        pool.close();
    }

    private SegmentClaim claim(SegmentRequest request) {
        try (Connection connection = pool.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE leaf_alloc SET max_id = max_id + CASE WHEN step = ? THEN ? ELSE step END"
                                + " WHERE biz_tag = ? RETURNING max_id, step")) {
            update.setInt(1, request.knownStep());
            update.setInt(2, request.length());
            update.setString(3, request.tag());
            try (ResultSet row = update.executeQuery()) {
                row.next();
                int step = row.getInt(2);
                return new SegmentClaim(row.getLong(1), step == request.knownStep() ? request.length() : step, step);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
