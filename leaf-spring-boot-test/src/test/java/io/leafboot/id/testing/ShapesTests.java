package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.testing.shop.Shop;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.test.context.ContextConfiguration;

/** A slice has the shapes that the application's settings declare. */
@DataJdbcTest(
        properties = {
            "leaf.tags.invoice.format.prefix=INV-",
            "leaf.tags.invoice.format.pad=6",
            "leaf.tags.daily.reset=day",
            "leaf.tags.daily.format.date=yyyyMMdd",
            "leaf.tags.daily.format.separator=-",
            "leaf.tags.event.type=snowflake"
        })
@AutoConfigureLeaf(unknownTags = false)
@ContextConfiguration(classes = Shop.class)
class ShapesTests {

    @Autowired
    private IdGenerator ids;

    @RepeatedTest(2)
    void textsAreShapedAndBeginAnewWithEachTest() {
        assertThat(ids.nextText("invoice")).isEqualTo("INV-000001");
        assertThat(ids.nextText("invoice")).isEqualTo("INV-000002");
        assertThat(ids.nextText("daily")).matches("\\d{8}-1");
    }

    @RepeatedTest(2)
    void idsOfTheClockNeedNoTableEither() {
        long first = ids.nextId("event");
        assertThat(first).isGreaterThan(1L << 40);
        assertThat(ids.nextId("event")).isGreaterThan(first);
    }
}
