package io.leafboot.id.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.ClockMovedBackException;
import io.leafboot.id.NoWorkerIdException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TimeRangeExceededException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MovedClockTests extends SnowflakeTest {

    @Test
    void theTimeInAnIdIsThatOfTheClock() {
        SnowflakeIds ids = start();
        Instant before = Instant.ofEpochMilli(clock.getAsLong());
        long id = tag(ids).nextId();
        Instant after = Instant.ofEpochMilli(clock.getAsLong());

        assertThat(id).isPositive();
        assertThat(LAYOUT.time(id)).isBetween(before, after);
        assertThat(LAYOUT.worker(id)).isEqualTo(ids.worker().workerId());
    }

    @Test
    void aClockThatGoesBackALittleIsWaitedFor() {
        TagIdGenerator tag = tag(start());
        long before = tag.nextId();

        clock.move(Duration.ofMillis(-300));
        long after = tag.nextId();

        assertThat(after).isGreaterThan(before);
        assertThat(LAYOUT.time(after)).isBefore(Instant.ofEpochMilli(clock.getAsLong() + 1));
    }

    @Test
    void oneThatGoesBackFurtherIsRefusedWithBothTimesUntilItIsThere() {
        SnowflakeIds ids = start();
        TagIdGenerator tag = tag(ids);
        long before = tag.nextId();

        clock.move(Duration.ofSeconds(-4));
        ClockMovedBackException refused = catchThrowableOfType(ClockMovedBackException.class, tag::nextId);

        assertThat(refused.issuedUntil()).isEqualTo(LAYOUT.time(before));
        assertThat(Duration.between(refused.now(), refused.issuedUntil())).isGreaterThan(Duration.ofSeconds(1));
        assertThat(refused)
                .hasMessageContaining(refused.now().toString())
                .hasMessageContaining(refused.issuedUntil().toString());
        assertThatThrownBy(() -> tag.nextRange(10)).isInstanceOf(ClockMovedBackException.class);
        assertThatThrownBy(() -> tag.nextIds(10)).isInstanceOf(ClockMovedBackException.class);

        clock.move(Duration.ofSeconds(4));
        assertThat(tag.nextId()).isGreaterThan(before);
    }

    /** A health check that sees the lease alone would say that all is well. */
    @Test
    void whileCallsAreRefusedTheStateSaysSo() {
        SnowflakeIds ids = start();
        assertThat(ids.worker().canIssue()).isTrue();
        tag(ids).nextId();

        clock.move(Duration.ofMillis(-500));
        assertThat(ids.worker().canIssue()).isTrue();
        clock.move(Duration.ofMillis(-3_500));
        assertThatThrownBy(() -> tag(ids).nextId()).isInstanceOf(ClockMovedBackException.class);
        assertThat(ids.worker().canIssue()).isFalse();

        clock.move(Duration.ofSeconds(4));
        assertThat(ids.worker().canIssue()).isTrue();
    }

    /** Another tag has issued nothing at the later time, so it need not wait. */
    @Test
    void aClockThatGoesBackConcernsOnlyTagsThatWereDrawnFrom() {
        SnowflakeIds ids = start();
        tag(ids).nextId();
        clock.move(Duration.ofSeconds(-4));
        // Above the floor of the lease, which is new here and has none.
        assertThat(ids.forTag("other").nextId()).isPositive();
    }

    @Test
    void whatWasIssuedIsRememberedAcrossARestart() {
        SnowflakeSettings one = new SnowflakeSettings(
                new SnowflakeLayout(LAYOUT.epoch(), 1, 12),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                100);
        SnowflakeIds other = start(one);
        SnowflakeIds first = start(one);
        long before = tag(first).nextId();
        first.close();

        clock.move(Duration.ofMillis(-500));
        SnowflakeIds second = start(one);
        long after = tag(second).nextId();
        assertThat(second.worker().workerId()).isEqualTo(one.layout().worker(before));
        assertThat(after).isGreaterThan(before);
        second.close();
        Instant issuedUntil =
                Instant.ofEpochMilli(table.row(one.layout().worker(after)).issuedUntil());
        assertThat(Duration.between(one.layout().time(after), issuedUntil))
                .isBetween(Duration.ZERO, Duration.ofSeconds(1));

        clock.move(Duration.ofSeconds(-30));
        assertThatThrownBy(() -> start(one))
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining(issuedUntil.toString())
                .hasMessageContaining("may have been issued");
        assertThat(other.isRunning()).isTrue();
    }

    /** Also where there are worker ids that nobody ever had. */
    @Test
    void aMachineFarBehindWhatTheTableRemembersGetsNoWorkerId() {
        start();
        clock.move(Duration.ofHours(-1));
        tableClock.move(Duration.ofHours(-1));
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("The clock of this machine says")
                .hasMessageContaining("ids were issued up to");
    }

    @Test
    void aClockThatJumpsAheadIssuesNothingAboveWhatWasReserved() {
        SnowflakeSettings settings = new SnowflakeSettings(
                LAYOUT,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                100);
        SnowflakeIds ids = start(settings);
        long before = tag(ids).nextId();
        long reserved = table.row(ids.worker().workerId()).issuedUntil();

        clock.move(Duration.ofDays(365));
        awaitError(ids, "'leaf.snowflake.max-clock-skew'");
        assertThatThrownBy(() -> tag(ids).nextId())
                .isInstanceOf(NoWorkerIdException.class)
                .hasMessageContaining("'leaf.snowflake.max-clock-skew'");
        assertThat(table.row(ids.worker().workerId()).issuedUntil()).isLessThan(reserved + 20_000);

        clock.move(Duration.ofDays(-365));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(tag(ids).nextId()).isGreaterThan(before));
    }

    /** What is reserved is reserved by a reading that was compared with the database's: the clock jumps at the next one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneThatJumpsAheadWhileItIsLookedAtOrJustAfterwardsReservesNothing(int reading) {
        AtomicInteger readings = new AtomicInteger(-1);
        SnowflakeIds ids = create(settings(Duration.ofSeconds(2)), () -> {
            if (readings.get() >= 0 && readings.incrementAndGet() == reading) {
                clock.move(Duration.ofDays(365));
            }
            return clock.getAsLong();
        });
        ids.start(START);
        long reserved = table.row(ids.worker().workerId()).issuedUntil();

        table.beforeNow = () -> readings.compareAndSet(-1, 0); // between the first reading of a look and the second
        awaitError(ids, "'leaf.snowflake.max-clock-skew'");

        assertThat(table.row(0).issuedUntil()).isLessThan(reserved + 20_000);
    }

    @Test
    void aMachineThatDisagreesWithTheDatabaseGetsNoWorkerId() {
        clock.move(Duration.ofSeconds(10));
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("5000 ms apart");
        clock.move(Duration.ofSeconds(-20));
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("5000 ms apart");
    }

    @Test
    void whenTheBitsOfTheTimeAreUsedUpIdsAreRefused() {
        SnowflakeIds ids = start();
        long before = tag(ids).nextId();
        Duration toEnd = Duration.between(Instant.now(), LAYOUT.end());
        clock.move(toEnd.plusDays(1));
        tableClock.move(toEnd.plusDays(1));

        assertThatThrownBy(() -> tag(ids).nextId())
                .isInstanceOf(TimeRangeExceededException.class)
                .hasMessageContaining(LAYOUT.end().toString());
        assertThat(before).isPositive();
    }

    @Test
    void anEpochInTheFutureIsRefused() {
        SnowflakeLayout future = new SnowflakeLayout(Instant.parse("2999-01-01T00:00:00Z"), 2, 12);
        SnowflakeSettings settings = new SnowflakeSettings(
                future, Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(5), Duration.ofMillis(200), 100);
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("before 'leaf.snowflake.epoch'");
    }
}
