package io.leafboot.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies in memory, and writes that meet them in any order. */
class LocalLevelTests {

    private static final String KEY = "key";

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final LocalLevel level = new LocalLevel(
            new MemoryMap<>(CacheSpec.unset().maxSize(100), scheduler, Ticker.systemTicker()),
            100L,
            Duration.ofMinutes(1).toNanos(),
            0);

    @AfterEach
    void stop() {
        level.close();
        scheduler.shutdownNow();
    }

    @Test
    void whatWasReadIsSeen() {
        LocalLevel.Token token = level.token(KEY);

        assertThat(level.keep(KEY, entry("read"), 1, token)).isTrue();

        assertThat(value()).isEqualTo("read");
    }

    @Test
    void whatWasReadBeforeAWriteIsNotSeenAfterIt() {
        List<Runnable> writes = List.of(
                () -> level.written(KEY),
                () -> level.evicted(KEY, KEY),
                level::allWritten,
                () -> level.endWrite(KEY, null, 1, level.beginWrite(KEY)));
        for (Runnable write : writes) {
            LocalLevel.Token token = level.token(KEY);
            write.run();
            assertThat(level.keep(KEY, entry("older"), 1, token)).isFalse();
            assertThat(value()).isNull();

            LocalLevel.Token before = level.token(KEY);
            level.keep(KEY, entry("kept"), 1, before);
            write.run();
            assertThat(value()).isNull();
        }
    }

    /** A reader whose copy reaches the map only after the write looked there. */
    @Test
    void aCopyThatIsMappedAfterTheWriteIsNotSeen() {
        LocalLevel.Token token = level.token(KEY);
        level.written(KEY);

        level.map().put(KEY, new LocalLevel.Entry(CacheEntry.of("older", null), CacheEntry.FOREVER, 1, token));

        assertThat(value()).isNull();
    }

    @Test
    void aCopyThatIsMappedAfterAllWereDroppedIsNotSeen() {
        LocalLevel.Token token = level.token(KEY);
        level.allWritten();

        level.map().put(KEY, new LocalLevel.Entry(CacheEntry.of("older", null), CacheEntry.FOREVER, 1, token));

        assertThat(value()).isNull();
    }

    @Test
    void whatThisNodeWritesIsSeen() {
        level.endWrite(KEY, entry("written"), 1, level.beginWrite(KEY));

        assertThat(value()).isEqualTo("written");
    }

    /** A reader, a writer and a message: steps of each in their order, in every order among each other. */
    @Test
    void inNoOrderIsAValueSeenThatIsOlderThanTheLastWrite() {
        int orders = 0;
        for (List<Integer> order : interleavings(new int[] {3, 3, 2})) {
            Steps steps = new Steps();
            order.forEach(steps::run);
            String seen = value();
            assertThat(seen).as("after %s", order).isIn(null, steps.remote);
            orders++;
        }
        assertThat(orders).isEqualTo(560);
    }

    /** Two writers of this node and a reader, whose writes reach the remote level in whichever order. */
    @Test
    void ofTwoWritersThatOverlapTheOneThatTheRemoteLevelHasIsSeenOrNone() {
        for (List<Integer> order : interleavings(new int[] {3, 3, 3})) {
            level.allWritten();
            String[] remote = {"before"};
            LocalLevel.Token[] tokens = new LocalLevel.Token[3];
            String[] read = new String[1];
            int[] step = new int[3];
            for (int who : order) {
                int at = step[who]++;
                if (who == 2) {
                    switch (at) {
                        case 0 -> tokens[2] = level.token(KEY);
                        case 1 -> read[0] = remote[0];
                        default -> level.keep(KEY, entry(read[0]), 1, tokens[2]);
                    }
                } else {
                    switch (at) {
                        case 0 -> tokens[who] = level.beginWrite(KEY);
                        case 1 -> remote[0] = "written by " + who;
                        default -> level.endWrite(KEY, entry("written by " + who), 1, tokens[who]);
                    }
                }
            }
            assertThat(value()).as("after %s", order).isIn(null, remote[0]);
        }
    }

    private final class Steps {

        private String remote = "before";
        private String read;
        private LocalLevel.Token readToken;
        private LocalLevel.Token writeToken;
        private final int[] done = new int[3];

        Steps() {
            level.allWritten();
        }

        void run(int who) {
            int at = done[who]++;
            switch (who) {
                case 0 -> reader(at);
                case 1 -> writer(at);
                default -> other(at);
            }
        }

        private void reader(int at) {
            switch (at) {
                case 0 -> readToken = level.token(KEY);
                case 1 -> read = remote;
                default -> level.keep(KEY, entry(read), 1, readToken);
            }
        }

        private void writer(int at) {
            switch (at) {
                case 0 -> writeToken = level.beginWrite(KEY);
                case 1 -> remote = "own";
                default -> level.endWrite(KEY, entry("own"), 1, writeToken);
            }
        }

        private void other(int at) {
            if (at == 0) {
                remote = "other's";
            } else {
                level.written(KEY); // the message that tells of it
            }
        }
    }

    private static List<List<Integer>> interleavings(int[] left) {
        List<List<Integer>> all = new ArrayList<>();
        interleave(left, new ArrayList<>(), all);
        return all;
    }

    private static void interleave(int[] left, List<Integer> soFar, List<List<Integer>> all) {
        boolean ended = true;
        for (int who = 0; who < left.length; who++) {
            if (left[who] > 0) {
                ended = false;
                left[who]--;
                soFar.add(who);
                interleave(left, soFar, all);
                soFar.remove(soFar.size() - 1);
                left[who]++;
            }
        }
        if (ended) {
            all.add(List.copyOf(soFar));
        }
    }

    private String value() {
        CacheEntry entry = level.get(KEY);
        return entry == null ? null : (String) entry.get();
    }

    private static CacheEntry entry(Object value) {
        return new CacheEntry(value, CacheEntry.FOREVER);
    }
}
