package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.testing.shop.Purchase;
import io.leafboot.id.testing.shop.PurchaseRepository;
import io.leafboot.id.testing.shop.Purchases;
import io.leafboot.id.testing.shop.Shop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A whole application with a DataSource: its ids come from memory, and each test finds them at their beginning. */
@SpringBootTest(classes = Shop.class)
@AutoConfigureLeaf
@Import(ApplicationTests.Kept.class)
class ApplicationTests {

    @Autowired
    private IdGenerator ids;

    @Autowired
    private LeafTags tags;

    @Autowired
    private LeafTestIds testIds;

    private long drawnBefore;

    @BeforeEach
    void draw() {
        drawnBefore = ids.nextId("drawn-before");
    }

    @RepeatedTest(3)
    void eachTestDrawsTheSameIds() {
        assertThat(drawnBefore).isEqualTo(1);
        assertThat(ids.nextIds("order", 2_500))
                .containsExactly(LongStream.rangeClosed(1, 2_500).toArray());
        assertThat(ids.nextId("ticket")).isEqualTo(7_001);
        assertThat(ids.nextText("user")).isEqualTo("1");
    }

    /** In two tests, so that the second finds what the first has left. */
    @RepeatedTest(2)
    void aGeneratorThatIsKeptBeginsAnewToo(@Autowired Keeper keeper) {
        assertThat(keeper.orders.nextId()).isEqualTo(1);
        assertThat(keeper.orders.nextId()).isEqualTo(2);
    }

    /** Its row is in the database of all tests. */
    @Test
    void whatWasDrawnWhileTheApplicationStartedIsNotDrawnAgain(
            @Autowired Purchases purchases, @Autowired PurchaseRepository repository) {
        assertThat(repository.findById(1L)).map(Purchase::getItem).hasValue("the first");
        Purchase second = purchases.buy("the second");
        assertThat(second.getId()).isEqualTo(2);
        repository.delete(second);
    }

    @Test
    void idsBeginAnewInTheMidstOfATest() {
        ids.nextId("order");
        tags.create("made", 10, "by a test", 500);
        assertThat(ids.nextId("made")).isEqualTo(500);
        testIds.reset();
        assertThat(ids.nextId("order")).isEqualTo(1);
        assertThat(tags.find("made")).isEmpty();
    }

    @Test
    void tagsAreListedChangedAndDeleted() {
        tags.create("parcel", 10, null, 1_000);
        tags.changeStep("parcel", 20);
        tags.changeDescription("parcel", "Parcels");
        assertThat(tags.find("parcel")).hasValue(new LeafTag("parcel", 999, 20, "Parcels"));
        assertThat(tags.advance("parcel", 5_000)).isEqualTo(5_000);
        assertThat(ids.nextId("parcel")).isEqualTo(5_001);
        assertThat(tags.list()).extracting(LeafTag::tag).contains("parcel", "ticket");
        assertThat(tags.delete("parcel")).isTrue();
        assertThat(tags.delete("parcel")).isFalse();
    }

    @Test
    void thereIsNoTableAndNoPool(@Autowired ApplicationContext context, @Autowired DataSource dataSource)
            throws Exception {
        assertThat(context.getBeanNamesForType(Object.class))
                .contains("leafTestAllocator", "leafLifecycle", "leafHealthIndicator")
                .doesNotContain("leafPool", "leafSchema", "leafPersistence");
        try (Connection connection = dataSource.getConnection();
                ResultSet table = connection.getMetaData().getTables(null, null, "LEAF_ALLOC", null)) {
            assertThat(table.next()).isFalse();
        }
    }

    @Nested
    class InANestedClass {

        @RepeatedTest(2)
        void idsBeginAnewToo() {
            assertThat(drawnBefore).isEqualTo(1);
            assertThat(ids.nextId("order")).isEqualTo(1);
        }
    }

    /** As a class of an application does that resolves its tag once. */
    @TestConfiguration
    static class Kept {

        @Bean
        Keeper keeper(IdGenerator ids) {
            return new Keeper(ids.forTag("order"));
        }
    }

    record Keeper(TagIdGenerator orders) {}
}
