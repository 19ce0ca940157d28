package io.leafboot.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyRangeTests {

    @Test
    void theOrderOfTextsIsThatOfTheirBytes() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            String a = randomText(random);
            String b = random.nextInt(4) == 0 ? a + randomText(random) : randomText(random);
            int expected = Integer.signum(
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
            assertThat(Integer.signum(Utf8Order.INSTANCE.compare(a, b)))
                    .as("%s and %s", a, b)
                    .isEqualTo(expected);
        }
    }

    private static String randomText(Random random) {
        int[] points = {'a', 'b', 0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    @Test
    void aRangeContainsItsFirstKeyAndNotItsLast() {
        KeyRange range = KeyRange.between("b", "d", 10);

        assertThat(List.of("a", "b", "c", "cz", "d", "e"))
                .filteredOn(range::contains)
                .containsExactly("b", "c", "cz");
        assertThat(KeyRange.between(null, "b", 1).contains("a")).isTrue();
        assertThat(KeyRange.between("b", null, 1).contains("z")).isTrue();
        assertThat(KeyRange.between("\uFFFD", null, 1).contains("\uD83D\uDE00")).isTrue();
    }

    @Test
    void aPrefixAndARangeBothHold() {
        KeyRange range = new KeyRange("a", "ab", "b", 10);

        assertThat(List.of("a", "aa", "ab", "ac", "b"))
                .filteredOn(range::contains)
                .containsExactly("ab", "ac");
        assertThat(KeyRange.first(1).contains("")).isTrue();
        assertThat(KeyRange.prefix("a", 1).contains("A")).isFalse();
    }

    @Test
    void aLimitIsBetweenOneAndAHundredThousand() {
        for (int limit : new int[] {0, -1, 100_001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRange.first(limit))
                    .withMessage("limit is " + limit + ", but must be between 1 and 100000");
        }
        assertThat(KeyRange.first(100_000).limit()).isEqualTo(KeyRange.MAX_LIMIT);
    }
}
