package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.redis.Undelivered.Due;
import io.leafboot.cache.redis.Undelivered.Late;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waits to be delivered, and what overtakes it. */
class UndeliveredTests {

    private final AtomicInteger total = new AtomicInteger();
    private final Room room = new Room(1000);
    private final Undelivered undelivered = new Undelivered(total, room);

    private static Late put(int bytes) {
        return new Late(WriteItem.put("key", new byte[bytes], new CacheEntry(null, CacheEntry.FOREVER), 0), "1-0");
    }

    /** The order of one connection would not do: it does not outlast a break. */
    @Test
    void whoeverWritesAKeyWaitsForAPutOfItThatIsOnItsWay() {
        undelivered.add("key", put(10));
        undelivered.add("other", null);
        List<Due> sent = undelivered.puts(10);
        assertThat(sent).extracting(Due::text).containsExactly("key");

        assertThat(undelivered.overtake("other")).isNull();
        CompletableFuture<?> arrival = undelivered.overtake("key");
        CompletableFuture<?> all = undelivered.overtakeAll();
        assertThat(arrival).isNotNull().isNotDone();
        assertThat(all).isNotDone();
        undelivered.failedAgain(sent, false);
        undelivered.arrived();

        assertThat(arrival).isDone();
        assertThat(all).isDone();
        assertThat(undelivered.overtake("key")).isNull();
        assertThat(undelivered.puts(10)).isEmpty();
        undelivered.arrived();
        assertThat(undelivered.evicts(10)).extracting(Due::text).containsExactlyInAnyOrder("key", "other");
    }

    @Test
    void anAcknowledgementTakesAwayOnlyWhatItWasSentFor() {
        undelivered.add("key", put(10));
        List<Due> sent = undelivered.puts(10);
        undelivered.add("key", put(10));
        undelivered.arrived();

        undelivered.delivered("key", sent.get(0).number());
        assertThat(undelivered.holds("key")).isTrue();

        undelivered.delivered("key", undelivered.puts(10).get(0).number());
        undelivered.arrived();
        assertThat(undelivered.holds("key")).isFalse();
        assertThat(undelivered.any()).isFalse();
        assertThat(total).hasValue(0);
    }

    @Test
    void whatIsForgottenGivesItsRoomBack() {
        for (int i = 0; i < 5; i++) {
            undelivered.add("key", put(800));
            assertThat(undelivered.puts(10)).as("round " + i).hasSize(1);
            undelivered.arrived();
            switch (i) {
                case 0 -> undelivered.add("key", null);
                case 1 -> undelivered.settled("key", undelivered.now());
                case 2 -> undelivered.addAll();
                case 3 -> undelivered.giveUpAll();
                default -> undelivered.close();
            }
            assertThat(room.take(1000)).as("round " + i).isTrue();
            assertThat(room.take(1)).isFalse();
            room.giveBack(1000);
        }
    }

    @Test
    void withoutRoomOnlyTheKeyIsRemembered() {
        undelivered.add("key", put(2000));
        assertThat(undelivered.puts(10)).isEmpty();
        undelivered.arrived();
        assertThat(undelivered.holds("key")).isTrue();
        assertThat(undelivered.evicts(10)).hasSize(1);
    }

    @Test
    void aPutThatIsRefusedOrFailsAgainAndAgainIsGivenUp() {
        undelivered.add("key", put(10));
        undelivered.failedAgain(undelivered.puts(10), true);
        undelivered.arrived();
        assertThat(undelivered.evicts(10)).hasSize(1);

        undelivered.add("key", put(10));
        int attempts = 0;
        for (List<Due> sent = undelivered.puts(10); !sent.isEmpty(); sent = undelivered.puts(10)) {
            attempts++;
            undelivered.failedAgain(sent, false);
            undelivered.arrived();
        }
        assertThat(attempts).isEqualTo(20);
        assertThat(undelivered.evicts(10)).hasSize(1);
    }
}
