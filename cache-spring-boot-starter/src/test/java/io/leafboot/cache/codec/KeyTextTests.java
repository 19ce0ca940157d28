package io.leafboot.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

class KeyTextTests {

    enum Colour {
        RED
    }

    record Point(int x, String y) {}

    record Pixel(int x, String y) {}

    record Route(List<String> steps) implements Iterable<String> {

        @Override
        public java.util.Iterator<String> iterator() {
            return steps.iterator();
        }
    }

    static final class Nameless {}

    static final class Named {

        @Override
        public String toString() {
            return "a \"named\" one";
        }
    }

    @Test
    void aStringIsItsOwnText() {
        for (String plain :
                List.of("a", "a b", "order:17", "x1", "1x", "1-2-x", "TRUE", "Null", "a\"b", "grün", "a,b")) {
            assertThat(KeyText.of(plain)).isEqualTo(plain);
        }
    }

    @Test
    void aStringThatReadsAsSomethingElseIsQuoted() {
        assertThat(KeyText.of("")).isEqualTo("\"\"");
        assertThat(KeyText.of("42")).isEqualTo("\"42\"");
        assertThat(KeyText.of("-1.5E+3")).isEqualTo("\"-1.5E+3\"");
        assertThat(KeyText.of("2026-01-02")).isEqualTo("\"2026-01-02\"");
        assertThat(KeyText.of("true")).isEqualTo("\"true\"");
        assertThat(KeyText.of("null")).isEqualTo("\"null\"");
        assertThat(KeyText.of("[1]")).isEqualTo("\"[1]\"");
        assertThat(KeyText.of("list[1]")).isEqualTo("\"list[1]\"");
        assertThat(KeyText.of("{x}")).isEqualTo("\"{x}\"");
        assertThat(KeyText.of("\"a\\")).isEqualTo("\"\\\"a\\\\\"");
    }

    @Test
    void scalarsAreWrittenPlainly() {
        assertThat(KeyText.of(42)).isEqualTo("42");
        assertThat(KeyText.of(42L)).isEqualTo("42");
        assertThat(KeyText.of(1.5)).isEqualTo("1.5");
        assertThat(KeyText.of(true)).isEqualTo("true");
        assertThat(KeyText.of('c')).isEqualTo("c");
        assertThat(KeyText.of(Colour.RED)).isEqualTo("RED");
        assertThat(KeyText.of(Locale.GERMANY)).isEqualTo("de_DE");
        assertThat(KeyText.of(String.class)).isEqualTo("java.lang.String");
        UUID uuid = UUID.fromString("8f14e45f-ceea-467f-a9f3-6b0d4b2f0b6a");
        assertThat(KeyText.of(uuid)).isEqualTo(uuid.toString());
        assertThat(KeyText.of(URI.create("https://example.org/a"))).isEqualTo("https://example.org/a");
        assertThat(KeyText.of(Path.of("/srv/files/a.txt"))).isEqualTo("/srv/files/a.txt");
        assertThat(KeyText.of(LocalDate.of(2026, 1, 2))).isEqualTo("\"2026-01-02\"");
    }

    @Test
    void whatIsNoPlainNumberIsNotWrittenAsOne() {
        assertThat(KeyText.of(Double.NaN)).isEqualTo("java.lang.Double{\"NaN\"}");
        assertThat(KeyText.of(Double.NEGATIVE_INFINITY)).isNotEqualTo(KeyText.of("-Infinity"));
        assertThat(KeyText.of(Float.NaN)).isNotEqualTo(KeyText.of("NaN"));
    }

    @Test
    void severalPartsAreArrays() {
        assertThat(KeyText.of(new SimpleKey("a", 1, null, true))).isEqualTo("[\"a\",1,null,true]");
        assertThat(KeyText.of(new SimpleKey("a, b"))).isEqualTo("[\"a, b\"]");
        assertThat(KeyText.of(new SimpleKey("a", "b"))).isEqualTo("[\"a\",\"b\"]");
        assertThat(KeyText.of(SimpleKey.EMPTY)).isEqualTo("[]");
        assertThat(KeyText.of(new int[] {1, 2})).isEqualTo("[1,2]");
        assertThat(KeyText.of(List.of(1, "b"))).isEqualTo("list[1,\"b\"]");
        assertThat(KeyText.of(Set.of("a"))).isEqualTo("set[\"a\"]");
        assertThat(KeyText.of(Map.of("a", 1))).isEqualTo("map[entry[\"a\",1]]");
        assertThat(KeyText.of(new Point(1, "b"))).isEqualTo(Point.class.getName() + "[1,\"b\"]");
        assertThat(KeyText.of(new Route(List.of("a")))).isEqualTo(Route.class.getName() + "[list[\"a\"]]");
        assertThat(KeyText.of(new Named())).isEqualTo(Named.class.getName() + "{\"a \\\"named\\\" one\"}");
        assertThat(KeyText.of(new SimpleKey(Path.of("a/b"), new int[] {1}))).isEqualTo("[\"a/b\",[1]]");
    }

    @Test
    void equalKeysHaveEqualTextsWhateverTheirOrderInside() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            names.add("name-" + i);
        }
        String expected = KeyText.of(new LinkedHashSet<>(names));
        String expectedMap = KeyText.of(mapOf(names));
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(names, random);
            assertThat(KeyText.of(new LinkedHashSet<>(names))).isEqualTo(expected);
            assertThat(KeyText.of(new HashSet<>(names))).isEqualTo(expected);
            assertThat(KeyText.of(Set.copyOf(names))).isEqualTo(expected);
            assertThat(KeyText.of(mapOf(names))).isEqualTo(expectedMap);
            assertThat(KeyText.of(new HashMap<>(mapOf(names)))).isEqualTo(expectedMap);
            assertThat(KeyText.of(mapOf(names).keySet())).isEqualTo(expected);
        }
    }

    private static Map<String, Integer> mapOf(List<String> names) {
        Map<String, Integer> map = new LinkedHashMap<>();
        names.forEach(name -> map.put(name, name.length()));
        return map;
    }

    @Test
    void datesAreInstantsWhateverTheTimeZone() {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("UTC", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(KeyText.of(new Date(1_700_000_000_123L))).isEqualTo("2023-11-14T22:13:20.123Z");
                assertThat(KeyText.of(Timestamp.from(Instant.ofEpochSecond(1_700_000_000L, 123_456_789))))
                        .isEqualTo("2023-11-14T22:13:20.123456789Z");
                assertThat(KeyText.of(new java.sql.Date(1_700_000_000_123L))).isEqualTo("2023-11-14T22:13:20.123Z");
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aKeyWithoutATextOfItsOwnIsRefusedAndTheMessageSaysWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyText.of(new Nameless()))
                .withMessageContaining(Nameless.class.getName())
                .withMessageContaining("Make the class a record")
                .withMessageContaining("@Cacheable(key = ");
        assertThatIllegalArgumentException().isThrownBy(() -> KeyText.of(new SimpleKey("a", new Nameless())));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyText.of(ByteBuffer.wrap(new byte[] {1, 2})));
    }

    @Test
    void aKeyWithoutATextIsDescribedAllTheSame() {
        Nameless nameless = new Nameless();

        assertThat(KeyText.describe(nameless)).isEqualTo(nameless.toString());
        assertThat(KeyText.describe("42")).isEqualTo("\"42\"");
    }

    /** Strings, and arrays, lists, sets, maps and records of them, made of what would be mistaken if it were not quoted. */
    @Test
    void keysThatDifferHaveTextsThatDiffer() {
        Random random = new Random(7);
        Map<String, Object> keysByText = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            Object key = randomKey(random, 0);
            Object other = keysByText.putIfAbsent(KeyText.of(key), key);
            if (other != null) {
                assertThat(key).isEqualTo(other);
            }
        }
        assertThat(keysByText).hasSizeGreaterThan(10_000);
    }

    private static Object randomKey(Random random, int depth) {
        switch (random.nextInt(depth > 2 ? 3 : 9)) {
            case 0:
                return random.nextInt(5);
            case 1:
                return random.nextBoolean();
            case 2:
                return randomString(random);
            case 3:
                return new SimpleKey(randomKeys(random, depth));
            case 4:
                return List.of(randomKeys(random, depth));
            case 5:
                return new HashSet<>(List.of(randomKeys(random, depth)));
            case 6:
                return Map.of(randomKey(random, depth + 1), randomKey(random, depth + 1));
            case 7:
                return new Point(random.nextInt(3), randomString(random));
            default:
                return new Pixel(random.nextInt(3), randomString(random));
        }
    }

    private static Object[] randomKeys(Random random, int depth) {
        Object[] keys = new Object[random.nextInt(3)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = randomKey(random, depth + 1);
        }
        return keys;
    }

    private static String randomString(Random random) {
        String alphabet = "a1,\"\\[]{}- ";
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            string.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return random.nextInt(10) == 0
                ? List.of("true", "null", "list[]", "[]").get(random.nextInt(4))
                : string.toString();
    }
}
