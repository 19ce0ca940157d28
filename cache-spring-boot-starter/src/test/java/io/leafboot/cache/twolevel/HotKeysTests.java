package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.HotKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HotKeysTests {

    private final AtomicLong now = new AtomicLong(1);
    private final HotKeys keys = new HotKeys(3, now::get);

    private void read(Object key, int times) {
        IntStream.range(0, times).forEach(i -> keys.read(key));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aKeyIsHotFromTheThresholdOn() {
        assertThat(keys.isHot("a")).isFalse();
        read("a", 2);
        assertThat(keys.isHot("a")).isFalse();
        read("a", 1);
        assertThat(keys.isHot("a")).isTrue();
        assertThat(keys.isHot("b")).isFalse();
    }

    @Test
    void readsThatAreSpreadOverTimeMakeNoHotKey() {
        for (int i = 0; i < 20; i++) {
            read("a", 1);
            pass(Duration.ofSeconds(6));
            assertThat(keys.isHot("a")).isFalse();
        }
    }

    @Test
    void aKeyStaysHotWhileItIsReadAndCoolsDownWhenItIsNot() {
        read("a", 3);
        pass(Duration.ofSeconds(11));
        read("a", 1);
        assertThat(keys.isHot("a")).as("in the window after").isTrue();
        pass(Duration.ofSeconds(11));
        read("a", 1);
        assertThat(keys.isHot("a")).as("two windows after").isFalse();
        read("a", 3);
        assertThat(keys.isHot("a")).isTrue();
        pass(Duration.ofSeconds(25));
        assertThat(keys.isHot("a")).isFalse();
    }

    @Test
    void theHottestComeFirst() {
        read("a", 5);
        read(7, 9);
        read("c", 1);

        assertThat(keys.hottest(2)).containsExactly(new HotKey("7", 9L), new HotKey("a", 5L));
        pass(Duration.ofMinutes(1));
        assertThat(keys.hottest(2)).isEmpty();
    }

    @Test
    void manyKeysThatAreReadOnceDoNotHideOneThatComesAgain() {
        for (int i = 0; i < 200_000; i++) {
            keys.read("once-" + i);
            if (i % 50 == 0) {
                keys.read("often");
            }
        }

        assertThat(keys.isHot("often")).isTrue();
        assertThat(keys.hottest(1)).extracting(HotKey::key).containsExactly("often");
    }
}
