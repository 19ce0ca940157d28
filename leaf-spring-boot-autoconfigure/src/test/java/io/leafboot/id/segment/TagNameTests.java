package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagNameTests extends EngineTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n"})
    void aTagWithoutANameIsRefused(String tag) {
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThatThrownBy(() -> generator.nextId(tag))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(tag == null ? "is null" : "is blank");
        assertThatThrownBy(() -> generator.nextIds(tag, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> generator.nextRange(tag, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> generator.forTag(tag)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> generator.warmUp(Collections.singleton(tag), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(table.requests).isEmpty();
    }

    @Test
    void aTagTooLongForTheTableIsRefused() {
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThat(generator.nextId("x".repeat(128))).isEqualTo(1);
        assertThatThrownBy(() -> generator.nextId("x".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("129 characters; allowed are 128");
    }

    @Test
    void tagsAreComparedExactly() {
        SegmentIdGenerator generator = generator(TestSettings.of());

        generator.nextId("Order");
        generator.nextId("order");
        generator.nextId("order ");

        assertThat(generator.statuses()).extracting(TagStatus::tag).containsExactly("Order", "order", "order ");
    }
}
