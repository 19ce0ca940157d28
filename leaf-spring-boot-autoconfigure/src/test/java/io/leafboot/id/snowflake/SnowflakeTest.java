package io.leafboot.id.snowflake;

import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Generators over one table in memory, with clocks that are moved. */
@Timeout(60)
abstract class SnowflakeTest {

    static final Duration START = Duration.ofSeconds(20);

    static final SnowflakeLayout LAYOUT = new SnowflakeLayout(Instant.parse("2024-01-01T00:00:00Z"), 2, 12);

    /** Moves on as the machine's clock does, plus what a test adds. */
    static final class MovedClock implements LongSupplier {

        private final AtomicLong offset = new AtomicLong();

        @Override
        public long getAsLong() {
            return System.currentTimeMillis() + offset.get();
        }

        void move(Duration by) {
            offset.addAndGet(by.toMillis());
        }
    }

    final MovedClock tableClock = new MovedClock();

    final MemoryWorkerTable table = new MemoryWorkerTable(tableClock);

    final MovedClock clock = new MovedClock();

    private final List<SnowflakeIds> generators = new ArrayList<>();

    @AfterEach
    void close() {
        table.beforeCall = () -> {};
        table.failure = null;
        generators.forEach(SnowflakeIds::close);
    }

    static SnowflakeSettings settings(Duration lease) {
        return new SnowflakeSettings(
                LAYOUT, lease, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(3), 100_000);
    }

    SnowflakeIds create(SnowflakeSettings settings, LongSupplier itsClock) {
        SnowflakeIds ids = SnowflakeIds.create(table, settings, itsClock);
        generators.add(ids);
        return ids;
    }

    SnowflakeIds start(SnowflakeSettings settings) {
        SnowflakeIds ids = create(settings, clock);
        ids.start(START);
        return ids;
    }

    SnowflakeIds start() {
        return start(settings(Duration.ofMinutes(1)));
    }

    static TagIdGenerator tag(SnowflakeIds ids) {
        return ids.forTag("order");
    }

    static void awaitError(SnowflakeIds ids, String part) {
        await().until(() ->
                ids.worker().lastError() != null && ids.worker().lastError().contains(part));
    }
}
