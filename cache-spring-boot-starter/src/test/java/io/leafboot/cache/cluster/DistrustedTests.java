package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a key whose write failed is trusted again. */
class DistrustedTests {

    private final Distrusted keys = new Distrusted(0);

    /** What was queued before the evict, at an owner that was paused, may be done after it: only a second one follows all that. */
    @Test
    void anEvictCountsThatWasSentAfterAnotherWasAcknowledged() {
        keys.add("k");

        acknowledge(keys.due(1).get(0));
        assertThat(keys.holds("k")).isTrue();

        acknowledge(keys.due(1).get(0));
        assertThat(keys.holds("k")).isFalse();
    }

    @Test
    void aClearLikewise() {
        keys.addAll();

        keys.cleared(keys.all(), System.nanoTime());
        assertThat(keys.holds("k")).isTrue();

        keys.cleared(keys.all(), System.nanoTime());
        assertThat(keys.holds("k")).isFalse();
    }

    @Test
    void anEvictThatFailedIsNoneThatWasAcknowledged() {
        keys.add("k");

        Map.Entry<String, Distrusted.Failure> first = keys.due(1).get(0);
        keys.notEvicted(first.getKey(), first.getValue());
        acknowledge(keys.due(1).get(0));

        assertThat(keys.holds("k")).isTrue();
    }

    @Test
    void anEvictOfAnEarlierFailureDoesNotCount() {
        keys.add("k");
        acknowledge(keys.due(1).get(0));
        Map.Entry<String, Distrusted.Failure> second = keys.due(1).get(0);

        keys.add("k");
        acknowledge(second);

        assertThat(keys.holds("k")).isTrue();
        assertThat(keys.due(1)).extracting(Map.Entry::getKey).containsExactly("k");
    }

    /** Every key has its turn, whatever becomes of the others. */
    @Test
    void oneThatWasTriedIsBehindTheOthers() {
        List.of("a", "b", "c").forEach(keys::add);

        Map.Entry<String, Distrusted.Failure> first = keys.due(1).get(0);
        keys.notEvicted(first.getKey(), first.getValue());

        assertThat(first.getKey()).isEqualTo("a");
        assertThat(keys.due(5)).extracting(Map.Entry::getKey).containsExactly("b", "c", "a");
        assertThat(keys.due(5)).isEmpty(); // they are under way
    }

    @Test
    void anEvictCountsOnlyWhenTheWriteCannotArriveAnyMore() {
        Distrusted slow = new Distrusted(TimeUnit.HOURS.toNanos(1));
        slow.add("k");

        Map.Entry<String, Distrusted.Failure> sent = slow.due(1).get(0);
        slow.evicted(sent.getKey(), sent.getValue(), System.nanoTime());

        assertThat(slow.holds("k")).isTrue();
        assertThat(slow.due(1)).isEmpty();
    }

    private void acknowledge(Map.Entry<String, Distrusted.Failure> sent) {
        keys.evicted(sent.getKey(), sent.getValue(), System.nanoTime());
    }
}
