package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.TagIdGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads came with JDK 21.")
class VirtualThreadTests extends EngineTest {

    private static final int THREADS = 100_000;

    @ParameterizedTest
    @EnumSource
    void aHundredThousandVirtualThreadsNeverGetAnIdTwice(Ordering ordering) throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of()
                .steps(1_000, 1_000, 100_000)
                .ordering(ordering)
                .acquireTimeout(Duration.ofSeconds(30)));
        TagIdGenerator ids = generator.forTag(TAG);
        long[] drawn = new long[3 * THREADS];
        AtomicInteger index = new AtomicInteger();

        VirtualThreads.run(THREADS, () -> {
            for (int i = 0; i < 3; i++) {
                drawn[index.getAndIncrement()] = ids.nextId();
            }
        });

        assertThat(Concurrently.repeated(Concurrently.sorted(List.of(drawn)))).isZero();
        assertThat(status(generator).issued()).isEqualTo(3L * THREADS);
        assertBalanced(generator);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWaitsForASlowStorePinsNoCarrier(Ordering ordering, @TempDir Path directory) throws Exception {
        table.beforeClaim = request -> MemoryAllocator.pause(20);
        TagIdGenerator ids = generator(TestSettings.of().ordering(ordering)).forTag(TAG);
        VirtualThreads.run(10, ids::nextId); // loads classes, which does pin

        List<RecordedEvent> pinned = record(directory, () -> VirtualThreads.run(1_000, ids::nextId));

        assertThat(pinned)
                .filteredOn(event -> event.toString().contains("io.leafboot.id"))
                .isEmpty();
    }

    @Test
    void aPinnedCarrierIsSeenByTheRecording(@TempDir Path directory) throws Exception {
        // Pins on every JDK: a native frame, that of a class initializer, is on the stack while it waits.
        List<RecordedEvent> pinned = record(
                directory,
                () -> VirtualThreads.run(
                        1, () -> assertThat(WaitsWhileLoaded.LOADED).isTrue()));

        assertThat(pinned).isNotEmpty();
    }

    private interface Action {
        void run() throws Exception;
    }

    private static List<RecordedEvent> record(Path directory, Action action) throws Exception {
        Path file = directory.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .toList();
    }

    private static final class WaitsWhileLoaded {
        static final boolean LOADED;

        static {
            MemoryAllocator.pause(20);
            LOADED = true;
        }
    }
}
