package io.leafboot.id.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdParts;
import io.leafboot.id.InvalidIdTextException;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From date and number to a text, and back. */
class ShapeTests {

    private static final ZoneId UTC = ZoneId.of("UTC");

    private static final LocalDate DAY = LocalDate.of(2026, 11, 26);

    private static final List<String> PATTERNS =
            List.of("yyyyMMdd", "yyMMdd", "dd.MM.yyyy", "yyyy-MM", "yyyy", "yy", "MM/yy", "uuuuMMdd");

    private static final String[] AFFIXES = {"", "0", "ORD-", "1", "A", "00", "Zz", "订单", "2026"};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ORD- | yyyyMMdd   | -  | 6  | DECIMAL   | 42                  | ORD-20261126-000042",
                "     |            | '' | 0  | DECIMAL   | 42                  | 42",
                "     |            | '' | 20 | DECIMAL   | 9223372036854775807 | 09223372036854775807",
                "INV  | yy         | /  | 4  | DECIMAL   | 12345               | INV26/12345",
                "     | dd.MM.yyyy | _  | 0  | BASE36    | 46655               | 26.11.2026_zzz",
                "u    |            | '' | 0  | BASE36    | 9223372036854775807 | u1y2p0ij32e8e7",
                "     |            | '' | 11 | BASE62    | 9223372036854775807 | AzL8n0Y58m7",
                "     |            | '' | 0  | CROCKFORD | 9223372036854775807 | 7ZZZZZZZZZZZZ",
                "T-   | yyyy-MM    | -  | 4  | CROCKFORD | 32767               | T-2026-11-0ZZZ"
            })
    void writesAndReads(
            String prefix, String date, String separator, int pad, Digits digits, long number, String text) {
        Shape shape = shape(
                prefix == null ? "" : prefix,
                date == null ? null : new DatePattern(date),
                separator,
                pad,
                digits,
                Reset.NONE,
                null);
        assertThat(shape.on(DAY).of(number)).isEqualTo(text);
        assertThat(shape.parse(text).number()).isEqualTo(number);
        assertThat(shape.parse(text).prefix()).isEqualTo(prefix == null ? "" : prefix);
    }

    @Test
    void whatWasWrittenIsReadInAnyShape() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            Shape shape = randomShape(random);
            for (int i = 0; i < 30; i++) {
                LocalDate date = randomDate(random);
                long number = randomNumber(random, shape);
                String text = shape.on(date).of(number);
                IdParts parts = shape.parse(text);
                assertThat(parts.number()).as("%s of %s", text, shape).isEqualTo(number);
                String period =
                        shape.reset() == Reset.NONE ? null : shape.reset().period(date);
                assertThat(parts.period()).as("%s of %s", text, shape).isEqualTo(period);
                LocalDate again = parts.date() == null ? date : parts.date();
                assertThat(shape.on(again).of(parts.number())).isEqualTo(text);
            }
        }
    }

    /** Anything that is read, in whatever text, is written as that text. */
    @Test
    void noTwoTextsAreOneId() {
        Random random = new Random(2);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            Shape shape = randomShape(random, random.nextBoolean() ? Digits.DECIMAL : Digits.BASE62);
            StringBuilder text = new StringBuilder(shape.on(randomDate(random)).of(randomNumber(random, shape)));
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, '0');
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.setCharAt(at, "0123456789Aaz-.\u0661 ".charAt(random.nextInt(17)));
                default -> text.append(text.charAt(at));
            }
            IdParts parts;
            try {
                parts = shape.parse(text.toString());
            } catch (InvalidIdTextException e) {
                continue;
            }
            read++;
            LocalDate date = parts.date() == null ? DAY : parts.date();
            assertThat(shape.on(date).of(parts.number())).as("%s", shape).isEqualTo(text.toString());
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @EnumSource(Digits.class)
    void differentDatesAndNumbersHaveDifferentTexts(Digits digits) {
        for (String prefix : new String[] {"", "1", "20"}) {
            for (Permutations permutations : new Permutations[] {null, new Permutations("key", 12)}) {
                Shape shape = shape(prefix, new DatePattern("yyMMdd"), "", 2, digits, Reset.DAY, permutations);
                Map<String, String> texts = new HashMap<>();
                for (LocalDate date : List.of(DAY, DAY.plusDays(1), DAY.plusDays(5), LocalDate.of(2001, 1, 1))) {
                    Shape.Texts day = shape.on(date);
                    for (long number = 0; number < 4_096; number++) {
                        String before = texts.put(day.of(number), date + "/" + number);
                        assertThat(before).isNull();
                    }
                }
            }
        }
    }

    @Test
    void textsOfOneLengthSortAsTheirNumbers() {
        Random random = new Random(3);
        for (Digits digits : Digits.values()) {
            for (int i = 0; i < 10_000; i++) {
                long one = random.nextLong() & Long.MAX_VALUE;
                long other = random.nextLong() & Long.MAX_VALUE;
                assertThat(Integer.signum(digits.write("", 20, one).compareTo(digits.write("", 20, other))))
                        .isEqualTo(Long.compare(one, other));
            }
        }
    }

    @Test
    void crockfordsDigitsAreReadAsPeopleWriteThem() {
        Shape shape = shape("", null, "", 0, Digits.CROCKFORD, Reset.NONE, null);
        assertThat(shape.on(DAY).of(32L * 32 * 32 + 32 + 10)).isEqualTo("101A");
        for (String text : new String[] {"101A", "iOla", "LoIa", "1o1a", "IOLA"}) {
            assertThat(shape.parse(text).number()).as(text).isEqualTo(32L * 32 * 32 + 32 + 10);
        }
        assertThatExceptionOfType(InvalidIdTextException.class)
                .isThrownBy(() -> shape.parse("1U"))
                .withMessageContaining("character 2 is no digit of crockford");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                         | does not begin with 'ORD-'",
                "ord-20261126-000042        | does not begin with 'ORD-'",
                "ORD-                       | no date as 'yyyyMMdd'",
                "ORD-2026112                | no date as 'yyyyMMdd'",
                "ORD-2026+126-000042        | no date as 'yyyyMMdd'",
                "ORD-20261131-000042        | its date is none",
                "ORD-20260229-000042        | its date is none",
                "ORD-20261126               | no '-' behind its date",
                "ORD-20261126_000042        | no '-' behind its date",
                "ORD-20261126-              | has 0 digits, at least 6",
                "ORD-20261126-00042         | has 5 digits, at least 6",
                "ORD-20261126-0000042       | more zeros than are written",
                "ORD-20261126-00004a        | character 19 is no digit of decimal",
                "ORD-20261126--00042        | character 14 is no digit of decimal",
                "ORD-20261126-٠٠٠٠٤٢        | character 14 is no digit of decimal",
                "ORD-20261126-9223372036854775808 | above 9223372036854775807",
                "ORD-20261126-99999999999999999999 | has 33 characters, the longest there are have 32"
            })
    void saysWhyATextIsNone(String text, String problem) {
        Shape shape = shape("ORD-", new DatePattern("yyyyMMdd"), "-", 6, Digits.DECIMAL, Reset.DAY, null);
        assertThatExceptionOfType(InvalidIdTextException.class)
                .isThrownBy(() -> shape.parse(text))
                .withMessageStartingWith("Not an id of tag 'order': ")
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.tag()).isEqualTo("order"));
    }

    @Test
    void aVeryLongTextIsNeitherReadNorRepeated() {
        assertThatExceptionOfType(InvalidIdTextException.class)
                .isThrownBy(() -> Shape.plain("order").parse("1".repeat(10_000_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void aNumberThatIsNotPermutedIsRefusedBothWays() {
        Shape shape = shape("", null, "", 0, Digits.DECIMAL, Reset.NONE, new Permutations("key", 8));
        assertThat(shape.parse(shape.on(DAY).of(255)).number()).isEqualTo(255);
        assertThatExceptionOfType(IdLimitReachedException.class)
                .isThrownBy(() -> shape.on(DAY).of(256))
                .withMessageContaining("obfuscate.bits")
                .satisfies(e -> assertThat(e.limit()).isEqualTo(255));
        assertThatExceptionOfType(InvalidIdTextException.class)
                .isThrownBy(() -> shape.parse("256"))
                .withMessageContaining("above 255");
    }

    @Test
    void theSameNumberLooksDifferentInEachPeriod() {
        Shape shape = shape(
                "", new DatePattern("yyyyMMdd"), "-", 0, Digits.DECIMAL, Reset.MONTH, new Permutations("key", 63));
        String november = shape.on(DAY).of(1).substring(9);
        assertThat(shape.on(DAY.minusDays(20)).of(1)).endsWith("-" + november);
        assertThat(shape.on(DAY.plusMonths(1)).of(1)).doesNotEndWith("-" + november);
    }

    @ParameterizedTest
    @CsvSource({"yy, 1999-12-31", "yy, 2100-01-01", "yyyy, 10000-01-01", "yyyy, -0001-01-01"})
    void aYearThatCannotBeWrittenIsRefused(String pattern, String date) {
        Shape shape = shape("", new DatePattern(pattern), "", 0, Digits.DECIMAL, Reset.YEAR, null);
        LocalDate day = LocalDate.parse(date.startsWith("10000") ? "+" + date : date);
        assertThatIllegalArgumentException().isThrownBy(() -> shape.on(day)).withMessageContaining("cannot be written");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MMdd",
                "YYYYMMdd",
                "yyyyMMDD",
                "yyyydd",
                "yyyyyy",
                "yyyyMMddMM",
                "yyyyMM'x'",
                "yyyy1",
                "HH",
                "yyy",
                "yyyyMMddHHmmss",
                "d",
                "yyyy-M-d",
                "yyyy...........................MM"
            })
    void aPatternThatIsNoDateIsRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DatePattern(pattern));
    }

    private static Shape randomShape(Random random) {
        return randomShape(random, Digits.values()[random.nextInt(Digits.values().length)]);
    }

    private static Shape randomShape(Random random, Digits digits) {
        String pattern = random.nextBoolean() ? null : PATTERNS.get(random.nextInt(PATTERNS.size()));
        DatePattern date = pattern == null ? null : new DatePattern(pattern);
        Reset reset = Reset.values()[random.nextInt(Reset.values().length)];
        boolean tells = date != null && date.tells(reset);
        return shape(
                AFFIXES[random.nextInt(AFFIXES.length)],
                date,
                date == null ? "" : AFFIXES[random.nextInt(AFFIXES.length)],
                random.nextInt(21),
                digits,
                tells ? reset : Reset.NONE,
                random.nextInt(3) == 0 ? new Permutations("key" + random.nextInt(9), 8 + random.nextInt(56)) : null);
    }

    private static LocalDate randomDate(Random random) {
        return LocalDate.of(2000, 1, 1).plusDays(random.nextInt(36_525));
    }

    private static long randomNumber(Random random, Shape shape) {
        long number = (random.nextLong() & Long.MAX_VALUE) >>> random.nextInt(63);
        return shape.permutations() == null
                ? number
                : number & shape.permutations().of("").highest();
    }

    private static Shape shape(
            String prefix,
            DatePattern date,
            String separator,
            int pad,
            Digits digits,
            Reset reset,
            Permutations permutations) {
        return new Shape("order", prefix, date, separator, pad, digits, reset, UTC, permutations);
    }
}
