package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SingleClaimTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void oneClaimAtATimeIsUnderWayForATag(Ordering ordering) throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        table.beforeClaim = request -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            MemoryAllocator.pause(1);
        };
        table.afterClaim = claim -> underWay.decrementAndGet();
        TagIdGenerator ids = generator(TestSettings.of().ordering(ordering)).forTag(TAG);

        Concurrently.run(20, () -> {
            draw(ids, 500);
            return null;
        });

        assertThat(most).hasValue(1);
    }

    @Test
    void oneClaimServesAllWhoWait() throws Exception {
        CountDownLatch gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().step(1_000));
        FutureTask<?> waiting = Concurrently.start(() -> Concurrently.run(50, () -> generator.nextId(TAG)));
        awaitWaiters(generator, 50);

        gate.countDown();

        Concurrently.get(waiting);
        assertThat(table.requests).hasSize(1);
    }

    @Test
    void aSlowTagDelaysNoOther() throws Exception {
        CountDownLatch gate = gate();
        table.beforeClaim = request -> {
            if (request.tag().equals("slow")) {
                passed(gate);
            }
        };
        SegmentIdGenerator generator = generator(TestSettings.of());
        FutureTask<Long> slow = Concurrently.start(() -> generator.nextId("slow"));
        await().until(() -> table.requests.size() == 1);

        draw(generator.forTag(TAG), 1_000);

        assertThat(slow).isNotDone();
        gate.countDown();
        assertThat(Concurrently.get(slow)).isEqualTo(1);
    }
}
