package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteBehindQueueTests {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void newValuesAndThoseToBeTriedAgainHaveTheirTurns() throws InterruptedException {
        WriteBehindQueue queue = queue(2, SHORT);
        put(queue, "a", "b");
        queue.failed(queue.take(), new IllegalStateException());
        List<Waiting> first = queue.take(); // waits until it is due, and then both are
        queue.done(first);
        put(queue, "c", "d", "e", "f");

        List<List<Object>> next = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Waiting> batch = queue.take();
            next.add(keys(batch));
            queue.done(batch);
        }

        assertThat(keys(first)).containsExactly("a");
        assertThat(next).containsExactly(List.of("c", "d"), List.of("b"), List.of("e", "f"));
    }

    @Test
    void nothingToTakeIsWaitedForUntilTheEnd() throws Exception {
        WriteBehindQueue queue = queue(2, SHORT);
        List<List<Waiting>> taken = new ArrayList<>();
        Thread taker = new Thread(() -> {
            try {
                taken.add(queue.take());
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        });
        taker.start();
        await().until(() -> taker.getState() == Thread.State.WAITING);

        queue.close();
        taker.join(20_000);

        assertThat(taken).containsExactly(List.of());
    }

    @Test
    void backOffDoublesUpToAMinute() {
        Retries retries = new Retries(Duration.ofSeconds(20));
        Waiting value = new Waiting("a", "a", 1, 0, 0);
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long before = System.nanoTime();
            retries.add(value);
            seconds.add(Math.round(retries.untilNext(before) / 1e9));
            retries.takeNext();
        }
        assertThat(seconds).containsExactly(20L, 40L, 60L, 60L);
    }

    @Test
    void aBackOffOfMoreThanAMinuteStaysWhatItIs() {
        Retries retries = new Retries(Duration.ofHours(1));
        Waiting value = new Waiting("a", "a", 1, 0, 0);
        for (int i = 0; i < 2; i++) {
            long before = System.nanoTime();
            retries.add(value);
            assertThat(Math.round(retries.untilNext(before) / 1e9)).isEqualTo(3600);
            retries.takeNext();
        }
    }

    private static WriteBehindQueue queue(int batchSize, Duration backoff) {
        return new WriteBehindQueue(
                "users", new BehindSettings(LONG, batchSize, 100, 3, backoff, SHORT, SHORT), key -> key);
    }

    private static void put(WriteBehindQueue queue, String... keys) {
        Map<Object, Object> values = new LinkedHashMap<>();
        List.of(keys).forEach(key -> values.put(key, 1));
        queue.put(values);
    }

    private static List<Object> keys(List<Waiting> batch) {
        return batch.stream().map(each -> each.key).toList();
    }
}
