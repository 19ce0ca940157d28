package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class JpaLeafTagsTest {

    private static final int MAX_STEP = 1_000_000;

    private static TestDatabase database;

    private static TagTable table;

    private static LeafInstance instance;

    private static LeafInstance otherInstance;

    private static LeafTags tags;

    JpaLeafTagsTest(TestDatabases kind) {}

    @BeforeParameterizedClassInvocation
    static void start(TestDatabases kind) {
        database = kind.create();
        table = new TagTable(database);
        instance = LeafInstance.start(database);
        otherInstance = LeafInstance.start(database);
        tags = instance.tags;
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        instance.close();
        otherInstance.close();
    }

    @BeforeEach
    void empty() {
        database.execute("DELETE FROM leaf_alloc");
    }

    @Test
    void aTagIsCreatedOnce() {
        assertThat(tags.create("order", 500, "orders 订单", 10_001)).isTrue();
        assertThat(tags.create("order", 7, "other", 1)).isFalse();
        assertThat(tags.create("order")).isFalse();

        assertThat(tags.find("order")).hasValue(new LeafTag("order", 10_000, 500, "orders 订单"));
    }

    @Test
    void aTagWithoutFurtherWordsBeginsAtOneWithTheDefaultStep() {
        assertThat(tags.create("order")).isTrue();

        assertThat(tags.find("order")).hasValue(new LeafTag("order", 0, 1000, null));
    }

    @Test
    void threadsThatCreateTheSameTagMakeOneRow() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            LeafInstance mine = i % 2 == 0 ? instance : otherInstance;
            int step = 100 + i;
            creations.add(() -> {
                together.await();
                return mine.tags.create("race", step, null, 1);
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(creations.size());
        List<Future<Boolean>> started = creations.stream().map(threads::submit).toList();
        together.countDown();
        List<Integer> winners = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            if (started.get(i).get()) {
                winners.add(100 + i);
            }
        }
        threads.shutdown();

        assertThat(winners).hasSize(1);
        assertThat(table.row("race")).isEqualTo("0|" + winners.get(0));
    }

    @Test
    void tagsAreListedInTheOrderOfTheirNames() {
        tags.create("b");
        tags.create("c");
        tags.create("a");

        assertThat(tags.list()).extracting(LeafTag::tag).containsExactly("a", "b", "c");
    }

    @Test
    void aTagThatDoesNotExistIsNotFound() {
        assertThat(tags.find("nobody")).isEmpty();
        assertThat(tags.list()).isEmpty();
        assertThat(tags.delete("nobody")).isFalse();
    }

    @Test
    void stepAndDescriptionAreChangedAlone() {
        tags.create("order", 500, "orders", 10_001);
        tags.create("user", 500, "users", 1);
        tags.changeStep("order", MAX_STEP);
        assertThat(tags.find("order")).hasValue(new LeafTag("order", 10_000, MAX_STEP, "orders"));
        tags.changeDescription("order", "x".repeat(256));
        assertThat(tags.find("order")).hasValue(new LeafTag("order", 10_000, MAX_STEP, "x".repeat(256)));
        tags.changeDescription("order", null);

        assertThat(tags.find("order")).hasValue(new LeafTag("order", 10_000, MAX_STEP, null));
        assertThat(tags.find("user")).hasValue(new LeafTag("user", 0, 500, "users"));
    }

    @Test
    void onlyATagThatExistsIsChanged() {
        tags.create("order");

        assertThatThrownBy(() -> tags.changeStep("Order", 5)).isInstanceOf(UnknownTagException.class);
        assertThatThrownBy(() -> tags.changeDescription("order ", "x")).isInstanceOf(UnknownTagException.class);
        assertThatThrownBy(() -> tags.advance("ORDER", 5)).isInstanceOf(UnknownTagException.class);
        assertThat(tags.delete("ordeR")).isFalse();
        assertThat(tags.delete("order ")).isFalse();
        assertThat(tags.find("order ")).isEmpty();
        assertThat(table.row("order")).isEqualTo("0|1000");
    }

    @Test
    void aDeletedTagIsGone() {
        tags.create("order");
        tags.create("user");

        assertThat(tags.delete("order")).isTrue();
        assertThat(tags.delete("order")).isFalse();
        assertThat(tags.list()).extracting(LeafTag::tag).containsExactly("user");
    }

    @Test
    void advancingNeverLowersARow() {
        tags.create("order", 10, null, 1001);

        assertThat(tags.advance("order", 0)).isEqualTo(1000);
        assertThat(tags.advance("order", 999)).isEqualTo(1000);
        assertThat(tags.advance("order", 5000)).isEqualTo(5000);
        assertThat(tags.advance("order", 4999)).isEqualTo(5000);
        long highest = SegmentClaim.HIGHEST_ID - MAX_STEP;
        assertThat(tags.advance("order", highest)).isEqualTo(highest);
    }

    @Test
    void aTagIsNeitherNullNorBlankNorLong() {
        for (String bad : new String[] {null, "", " ", "\t\n", "x".repeat(129)}) {
            for (Consumer<String> call : List.<Consumer<String>>of(
                    tags::find,
                    tags::create,
                    tags::delete,
                    tag -> tags.create(tag, 10, null, 1),
                    tag -> tags.changeStep(tag, 10),
                    tag -> tags.changeDescription(tag, null),
                    tag -> tags.advance(tag, 1))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> call.accept(bad))
                        .withMessageContaining("A tag has 1 to 128 characters and is not blank");
            }
        }
        assertThat(tags.create("x".repeat(128))).isTrue();
        assertThat(tags.create("😀".repeat(64))).isTrue();
    }

    @Test
    void aStepIsPositiveAndWithinTheGreatest() {
        tags.create("order");
        IntStream.of(0, -1, Integer.MIN_VALUE, MAX_STEP + 1, Integer.MAX_VALUE).forEach(step -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tags.create("new", step, null, 1))
                    .withMessageContaining("step " + step);
            assertThatIllegalArgumentException().isThrownBy(() -> tags.changeStep("order", step));
        });
        assertThat(table.row("order")).isEqualTo("0|1000");
        assertThat(tags.find("new")).isEmpty();
    }

    @Test
    void aDescriptionIsNotTooLong() {
        tags.create("order");

        assertThatIllegalArgumentException().isThrownBy(() -> tags.create("new", 10, "x".repeat(257), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> tags.changeDescription("order", "x".repeat(257)));
        assertThat(tags.find("new")).isEmpty();
    }

    @Test
    void theFirstIdIsInTheRangeOfIds() {
        for (long start : new long[] {0, -1, Long.MIN_VALUE, SegmentClaim.HIGHEST_ID, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tags.create("new", 10, null, start))
                    .withMessageContaining("first id " + start);
        }
        for (long id : new long[] {-1, Long.MIN_VALUE, SegmentClaim.HIGHEST_ID, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> tags.advance("new", id));
        }
        assertThat(tags.find("new")).isEmpty();
        assertThat(tags.create("new", 10, null, SegmentClaim.HIGHEST_ID - MAX_STEP))
                .isTrue();
    }

    @Test
    void whatIsChangedOutlivesTheCallersRollback() {
        tags.create("old", 10, null, 1);
        tags.create("gone", 10, null, 1);
        try (HikariDataSource application = database.pool(1)) {
            new TransactionTemplate(new DataSourceTransactionManager(application)).executeWithoutResult(status -> {
                new JdbcTemplate(application).queryForList("SELECT max_id FROM leaf_alloc");
                tags.create("new", 77, null, 1);
                tags.changeStep("old", 20);
                tags.advance("old", 500);
                tags.delete("gone");
                status.setRollbackOnly();
            });
        }

        assertThat(table.row("new")).isEqualTo("0|77");
        assertThat(table.row("old")).isEqualTo("500|20");
        assertThat(table.row("gone")).isEqualTo("none");
    }
}
