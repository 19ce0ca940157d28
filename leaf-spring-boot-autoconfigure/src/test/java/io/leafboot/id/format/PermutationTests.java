package io.leafboot.id.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTests {

    static IntStream smallDomains() {
        return IntStream.rangeClosed(8, 20);
    }

    @ParameterizedTest
    @MethodSource("smallDomains")
    void isABijectionOfEachSmallDomainAsAWhole(int bits) {
        Permutation permutation = new Permutation("key", bits, "");
        int size = 1 << bits;
        BitSet results = new BitSet(size);
        int fixed = 0;
        for (int number = 0; number < size; number++) {
            long result = permutation.apply(number);
            assertThat(result).isBetween(0L, size - 1L);
            assertThat(permutation.undo(result)).isEqualTo(number);
            results.set((int) result);
            fixed += result == number ? 1 : 0;
        }
        assertThat(results.cardinality()).isEqualTo(size);
        assertThat(fixed)
                .as("a random permutation leaves about one number where it is")
                .isLessThan(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 31, 32, 33, 48, 53, 62, 63})
    void isABijectionOfLargeDomains(int bits) {
        Permutation permutation = new Permutation("key", bits, "");
        Random random = new Random(bits);
        for (int i = 0; i < 200_000; i++) {
            holds(permutation, random.nextLong() & permutation.highest());
        }
        for (long near = 0; near < 1_000; near++) {
            holds(permutation, near);
            holds(permutation, permutation.highest() - near);
        }
    }

    private static void holds(Permutation permutation, long number) {
        long result = permutation.apply(number);
        if (result < 0
                || result > permutation.highest()
                || permutation.undo(result) != number
                || permutation.apply(permutation.undo(number)) != number) {
            throw new AssertionError(number + " became " + result);
        }
    }

    @Test
    void neighboursOfTheLargestDomainDoNotMeet() {
        Permutation permutation = new Permutation("key", 63, "");
        Set<Long> results = new HashSet<>();
        for (long number = 1; number <= 300_000; number++) {
            results.add(permutation.apply(number));
        }
        assertThat(results).hasSize(300_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 63})
    void aBitMoreOrLessChangesHalfOfAllBits(int bits) {
        Permutation permutation = new Permutation("key", bits, "");
        Random random = new Random(5);
        int flips = 4_000;
        long changed = 0;
        for (int i = 0; i < flips; i++) {
            long number = random.nextLong() & permutation.highest();
            long other = number ^ 1L << random.nextInt(bits);
            changed += Long.bitCount(permutation.apply(number) ^ permutation.apply(other));
        }
        assertThat((double) changed / flips / bits).isBetween(0.48, 0.52);
    }

    @Test
    void consecutiveNumbersTellNoOrder() {
        Permutation permutation = new Permutation("key", 63, "");
        int rising = 0;
        for (long number = 0; number < 10_000; number++) {
            rising += permutation.apply(number) < permutation.apply(number + 1) ? 1 : 0;
        }
        assertThat(rising).isBetween(4_700, 5_300);
    }

    @Test
    void anotherKeyOrTweakOrDomainIsAnotherPermutation() {
        Permutation one = new Permutation("key", 32, "");
        for (Permutation other : new Permutation[] {
            new Permutation("kez", 32, ""), new Permutation("key", 32, "2026-11-26"), new Permutation("key", 31, "")
        }) {
            int same = 0;
            for (long number = 0; number < 10_000; number++) {
                same += one.apply(number) == other.apply(number) ? 1 : 0;
            }
            assertThat(same).isLessThan(3);
        }
    }

    /** Texts that were issued must be read for ever: if this fails, the algorithm has changed, and must not. */
    @ParameterizedTest
    @CsvSource({
        "key, 8, '', 0, 147",
        "key, 8, '', 255, 151",
        "key, 9, '', 1, 313",
        "key, 16, '', 1, 42627",
        "key, 31, '', 1, 1099043304",
        "key, 32, '', 1, 1120563866",
        "key, 32, '', 4294967295, 3414810108",
        "key, 53, '', 1, 705487687335590",
        "key, 63, '', 0, 1081396542860802797",
        "key, 63, '', 1, 7472063556599652259",
        "key, 63, '', 9223372036854775807, 8291594814917685420",
        "Schlüssel, 63, '2026-11-26', 123456789, 9108007200167810458"
    })
    void givesWhatItAlwaysGave(String key, int bits, String tweak, long number, long result) {
        Permutation permutation = new Permutation(key, bits, tweak);
        assertThat(permutation.apply(number)).isEqualTo(result);
        assertThat(permutation.undo(result)).isEqualTo(number);
    }
}
