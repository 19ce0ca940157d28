package io.leafboot.cache.twolevel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.codec.KeyText;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which keys are read often. Reads are counted for a bounded number of keys, in windows of ten seconds; which keys those are is
 * left to Caffeine's frequency sketch (Einziger et al., TinyLFU, ACM TOS 2017): it keeps those that come again, and many that
 * are read once do not drive them out.
 *
 * <p>Memory ordering: counts are atomic, windows are not: readers that meet at the end of one may lose a few reads. A key is
 * hot by an estimate anyway.
 */
final class HotKeys {

    private static final int MOST = 10_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Cache<Object, Reads> reads;
    private final Ticker ticker;
    private final int threshold;

    /**
     * None yet.
     *
     * @param threshold reads within ten seconds that make a key hot
     */
    HotKeys(int threshold, Ticker ticker) {
        this.threshold = threshold;
        this.ticker = ticker;
        this.reads = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(2 * WINDOW_NANOS, TimeUnit.NANOSECONDS)
                .ticker(ticker)
                .build();
    }

    /** Counts a read. */
    void read(Object key) {
        reads.get(key, same -> new Reads(ticker.read())).add(ticker.read());
    }

    /** Whether the key was read often in this window or the last. */
    boolean isHot(Object key) {
        Reads counted = reads.policy().getIfPresentQuietly(key);
        return counted != null && counted.most(ticker.read()) >= threshold;
    }

    /** Those read most, first. */
    List<HotKey> hottest(int limit) {
        long now = ticker.read();
        return reads.asMap().entrySet().stream()
                .map(entry -> new HotKey(
                        KeyText.describe(entry.getKey()), entry.getValue().most(now)))
                .filter(key -> key.reads() != null && key.reads() > 0)
                .sorted(Comparator.comparing(HotKey::reads).reversed())
                .limit(limit)
                .toList();
    }

    /** Reads of a key, in the present window and the one before. */
    private static final class Reads {

        private final AtomicLong present = new AtomicLong();
        private volatile long last;
        private volatile long began;

        Reads(long now) {
            began = now;
        }

        void add(long now) {
            turn(now);
            present.incrementAndGet();
        }

        private void turn(long now) {
            long age = now - began;
            if (age > WINDOW_NANOS) {
                began = now;
                long counted = present.getAndSet(0);
                last = age > 2 * WINDOW_NANOS ? 0 : counted;
            }
        }

        long most(long now) {
            long age = now - began;
            return age > 2 * WINDOW_NANOS ? 0 : Math.max(present.get(), age > WINDOW_NANOS ? 0 : last);
        }
    }
}
