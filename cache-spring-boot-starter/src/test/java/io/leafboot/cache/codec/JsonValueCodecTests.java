package io.leafboot.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;

class JsonValueCodecTests {

    private final JsonValueCodec codec = new JsonValueCodec();

    enum Colour {
        RED
    }

    record Line(String name, BigDecimal price) {}

    record Order(
            UUID id,
            Instant at,
            LocalDate due,
            List<Line> lines,
            Map<String, Integer> counts,
            Optional<String> note,
            Colour colour,
            String missing,
            byte[] bytes) {}

    private Object roundTrip(Object value, Type type) {
        byte[] bytes = codec.encode(value, type);
        byte[] framed = new byte[bytes.length + 10];
        System.arraycopy(bytes, 0, framed, 4, bytes.length);
        return codec.decode(framed, 4, bytes.length, type);
    }

    @Test
    void itIsTheFormatJson() {
        assertThat(codec.name()).isEqualTo("json");
        assertThat(codec.encode(new Line("a", BigDecimal.ONE), Line.class))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"name\":\"a\",\"price\":1}");
    }

    @Test
    void aRecordOfManyTypesComesBackAsItWas() {
        Order order = new Order(
                UUID.randomUUID(),
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                LocalDate.of(2026, 1, 2),
                List.of(new Line("grün \uD83D\uDE00 \"quoted\"\n", new BigDecimal("1.10"))),
                Map.of("a", 1),
                Optional.of("note"),
                Colour.RED,
                null,
                new byte[] {1, -1});

        assertThat(roundTrip(order, Order.class)).usingRecursiveComparison().isEqualTo(order);
    }

    @Test
    void listsAndMapsComeBackWithElementsOfTheirType() {
        Type list = ResolvableType.forClassWithGenerics(List.class, Line.class).getType();
        Type map = ResolvableType.forClassWithGenerics(Map.class, Long.class, Line.class)
                .getType();
        Line line = new Line("a", BigDecimal.TEN);

        assertThat(roundTrip(List.of(line), list)).isEqualTo(List.of(line));
        assertThat(roundTrip(Map.of(1L, line), map)).isEqualTo(Map.of(1L, line));
        assertThat(roundTrip(List.of(), list)).isEqualTo(List.of());
    }

    @Test
    void scalarsComeBack() {
        for (Object value : List.of("", "text", 1, Long.MAX_VALUE, 0.1, true, 'c', Colour.RED, BigDecimal.ONE)) {
            assertThat(roundTrip(value, value.getClass())).isEqualTo(value);
        }
    }

    @Test
    void bytesThatAreNoJsonOrOfAnotherTypeCannotBeRead() {
        byte[] garbage = "{\"name\":".getBytes(StandardCharsets.UTF_8);
        assertThatException().isThrownBy(() -> codec.decode(garbage, 0, garbage.length, Line.class));
        byte[] list = "[1]".getBytes(StandardCharsets.UTF_8);
        assertThatException().isThrownBy(() -> codec.decode(list, 0, list.length, Line.class));
    }

    /** What bytes say of classes is data: with default typing, they could have any class made. */
    @Test
    void bytesDoNotChooseAClass() {
        byte[] bytes = "[\"java.util.Date\",1]".getBytes(StandardCharsets.UTF_8);

        assertThat(codec.decode(bytes, 0, bytes.length, Object.class)).isEqualTo(List.of("java.util.Date", 1));
    }
}
