package io.leafboot.id.segment;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Takes, ranges and drains of one segment are atomic: every history has an order in which one thread could make it. */
@EnabledForJreRange(max = JRE.JAVA_24, disabledReason = "Lincheck 3.4 cannot instrument the class files of JDK 25.")
class SegmentLincheckTests {

    @Param(name = "n", gen = IntGen.class, conf = "1:4")
    public static class Operations {

        private final Segment segment = new Segment(1, 8, 0);

        @Operation
        public long take() {
            return idOrNone(segment.take());
        }

        /** Returns the first and the number of the ids taken, in one number. */
        @Operation
        public long takeRange(@Param(name = "n") int n) {
            long first = segment.takeRange(n);
            return first > segment.last ? 0 : 100 * first + Math.min(n, segment.last - first + 1);
        }

        @Operation
        public long drain() {
            return segment.drain();
        }

        private long idOrNone(long value) {
            return value > segment.last ? 0 : value;
        }
    }

    @Test
    void everyHistoryUnderStressIsLinearizable() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(0) // they would use the segment up
                .actorsAfter(1)
                .check(Operations.class);
    }

    @Test
    void everyInterleavingOfShortHistoriesIsLinearizable() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .check(Operations.class);
    }
}
