package io.leafboot.id.segment;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuzzTests {

    private static final Duration ROUND = Duration.ofMillis(600);

    @ParameterizedTest
    @CsvSource({"STRICT,false", "STRICT,true", "STRIPED,false", "STRIPED,true"})
    void noIdIsIssuedTwiceWhateverFails(Ordering ordering, boolean rewinds) throws Exception {
        round(42, ordering, rewinds);
        round(System.nanoTime(), ordering, rewinds);
    }

    /** Lasts for the system property {@code leaf.test.seconds}, 60 unless set. */
    @Test
    @Tag("long")
    void noIdIsIssuedTwiceInALongHistory() throws Exception {
        Random random = new Random(System.nanoTime());
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60)).toNanos();
        while (System.nanoTime() < end) {
            Ordering ordering = random.nextBoolean() ? Ordering.STRICT : Ordering.STRIPED;
            round(random.nextLong(), ordering, random.nextBoolean());
        }
    }

    private static void round(long seed, Ordering ordering, boolean rewinds) throws Exception {
        try {
            new FuzzRound(seed, ordering, rewinds).run(ROUND);
        } catch (AssertionError | Exception e) {
            throw new AssertionError("Round failed: seed " + seed + ", " + ordering + ", rewinds " + rewinds, e);
        }
    }
}
