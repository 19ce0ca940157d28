package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.testing.shop.Shop;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What {@link AutoConfigureLeaf} can be told, over an application that asks for something else. */
@SpringBootTest(classes = Shop.class, properties = "leaf.ordering=striped")
@AutoConfigureLeaf(start = 5_000, unknownTags = false, resetBeforeEach = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SettingsTests {

    @Autowired
    private IdGenerator ids;

    @Test
    @Order(1)
    void aDeclaredTagBeginsAtTheHigherStart() {
        assertThat(ids.nextId("ticket")).isEqualTo(7_001);
        assertThat(ids.nextId("purchase")).isEqualTo(5_001); // after that of the application's start
    }

    @Test
    @Order(2)
    void idsGoOnWhereTheTestBeforeEnded() {
        assertThat(ids.nextId("ticket")).isEqualTo(7_002);
        assertThat(ids.nextId("purchase")).isEqualTo(5_002);
    }

    @Test
    @Order(3)
    void aTagThatNobodyDeclaredIsFound() {
        assertThatExceptionOfType(UnknownTagException.class)
                .isThrownBy(() -> ids.nextId("tiket"))
                .withMessageContaining("leaf.tags");
    }

    @Test
    @Order(4)
    void idsAreInOrder(@Autowired SegmentIdGenerator generator) {
        assertThat(generator.settings().ordering()).isEqualTo(Ordering.STRICT);
    }
}
