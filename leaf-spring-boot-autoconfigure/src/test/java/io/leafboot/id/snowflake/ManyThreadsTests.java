package io.leafboot.id.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGenerationException;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ManyThreadsTests extends SnowflakeTest {

    private static final int THREADS = 8;

    private static <T> List<T> concurrently(Callable<T> task) throws Exception {
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FutureTask<T> future = new FutureTask<>(task);
            tasks.add(future);
            Thread thread = new Thread(future, "drawer");
            thread.setDaemon(true);
            thread.start();
        }
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task1 : tasks) {
            results.add(task1.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private static void assertRisingAndDistinct(List<long[]> ofThreads) {
        ofThreads.forEach(ids -> assertThat(ids).isSorted());
        long[] all = ofThreads.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        assertThat(LongStream.of(all).distinct().count()).isEqualTo(all.length);
    }

    @Test
    void idsOfATagAreDistinctAndRise() throws Exception {
        SnowflakeIds ids = start();
        TagIdGenerator tag = tag(ids);
        List<long[]> drawn = concurrently(() -> {
            List<Long> mine = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                mine.add(tag.nextId());
                for (long id : tag.nextIds(50)) {
                    mine.add(id);
                }
                tag.nextRange(30).forEach(mine::add);
            }
            return mine.stream().mapToLong(Long::longValue).toArray();
        });

        assertRisingAndDistinct(drawn);
        long count = drawn.stream().mapToLong(mine -> mine.length).sum();
        assertThat(ids.tags().get(0).issued()).isEqualTo(count);
    }

    /** The sequence of a millisecond runs out, many times, and nobody gets one of the next too early. */
    @Test
    void aSequenceThatRunsOutIsWaitedFor() throws Exception {
        SnowflakeSettings narrow = new SnowflakeSettings(
                new SnowflakeLayout(LAYOUT.epoch(), 2, 2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                1_000);
        SnowflakeIds ids = start(narrow);
        TagIdGenerator tag = tag(ids);
        List<long[]> drawn = concurrently(() -> tag.nextIds(100));

        assertRisingAndDistinct(drawn);
        assertThat(ids.tags().get(0).waits()).isPositive();
        IdRange range = tag.nextRange(1_000);
        assertThat(range.size()).isBetween(1L, 4L);
        assertThat(narrow.layout().time(range.first()))
                .isEqualTo(narrow.layout().time(range.last()));
    }

    /** What a stop promises to whoever takes the worker id next, while calls are under way. */
    @Test
    void afterAStopNoIdIsAboveWhatTheRowSays() throws Exception {
        SnowflakeIds ids = start();
        TagIdGenerator tag = tag(ids);
        AtomicBoolean end = new AtomicBoolean();
        FutureTask<long[]> highest = new FutureTask<>(() -> {
            long[] byWorker = new long[4];
            while (!end.get()) {
                try {
                    long id = tag.nextId();
                    int worker = LAYOUT.worker(id);
                    byWorker[worker] = Math.max(byWorker[worker], id);
                } catch (IdGenerationException e) {
                    Thread.yield();
                }
            }
            return byWorker;
        });
        Thread drawer = new Thread(highest, "drawer");
        drawer.start();
        for (int i = 0; i < 200; i++) {
            ids.stop();
            long said = table.row(0).issuedUntil();
            table.set(new WorkerRow(0, "another", table.row(0).fence() + 1, Long.MAX_VALUE, said));
            ids.start(START);
            ids.stop();
            table.set(new WorkerRow(0, null, table.row(0).fence() + 1, 0, said));
            ids.start(START);
        }
        end.set(true);
        long[] byWorker = highest.get(60, TimeUnit.SECONDS);
        ids.stop();
        assertThat(LAYOUT.time(byWorker[0]).toEpochMilli())
                .isLessThanOrEqualTo(table.row(0).issuedUntil());
    }

    @Test
    void aWaitCanBeInterrupted() throws Exception {
        SnowflakeIds ids = create(settings(Duration.ofMinutes(1)), clock);
        table.failure = new IllegalStateException("down");
        FutureTask<Throwable> call = new FutureTask<>(() -> {
            Throwable thrown = catchThrowableOfType(IdAcquisitionInterruptedException.class, () -> tag(ids).nextId());
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return thrown;
        });
        Thread caller = new Thread(call, "caller");
        caller.start();
        caller.interrupt();
        assertThat(call.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        TagIdGenerator tag = tag(start());
        assertThatThrownBy(() -> tag.nextIds(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to max-batch, which is 100000");
        assertThatThrownBy(() -> tag.nextRange(100_001)).isInstanceOf(IllegalArgumentException.class);
    }
}
