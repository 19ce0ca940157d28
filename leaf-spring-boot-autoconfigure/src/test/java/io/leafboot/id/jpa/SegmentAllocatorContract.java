package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a {@link SegmentAllocator} promises, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SegmentAllocatorContract {

    private static final int MAX_LENGTH = 10_000;

    private static final AtomicInteger TAGS = new AtomicInteger();

    private final TestDatabases kind;

    private final boolean portable;

    private TestDatabase database;

    private TagTable table;

    private LeafInstance instance;

    private LeafInstance otherInstance;

    SegmentAllocatorContract(TestDatabases kind, boolean portable) {
        this.kind = kind;
        this.portable = portable;
    }

    @BeforeAll
    void start() {
        database = kind.create();
        table = new TagTable(database);
        LeafInstance.start(database).close();
        instance = startInstance();
        otherInstance = startInstance();
    }

    private LeafInstance startInstance() {
        return LeafInstance.start(database, settings());
    }

    private String[] settings() {
        return portable ? new String[] {"leaf.database=portable", "leaf.schema.enabled=false"} : new String[0];
    }

    @AfterAll
    void stop() {
        if (instance != null) {
            instance.close();
            otherInstance.close();
        }
    }

    private static String freshTag() {
        return "tag-" + TAGS.incrementAndGet();
    }

    private String row(long maxId, int step) {
        String tag = freshTag();
        table.insert(tag, maxId, step);
        return tag;
    }

    private SegmentClaim claim(String tag, int length, int knownStep) {
        return instance.allocator.claim(new SegmentRequest(tag, length, knownStep, MAX_LENGTH));
    }

    @Test
    void aFreshRowIsClaimedFromOneWithItsOwnStep() {
        String tag = row(0, 1000);

        SegmentClaim claim = claim(tag, 50, 0);

        assertThat(claim).isEqualTo(new SegmentClaim(1000, 1000, 1000));
        assertThat(claim.first()).isOne();
        assertThat(table.row(tag)).isEqualTo("1000|1000");
    }

    @Test
    void aKnownStepIsClaimedWithTheLengthAskedFor() {
        String tag = row(0, 1000);

        assertThat(claim(tag, 50, 1000)).isEqualTo(new SegmentClaim(50, 50, 1000));
        assertThat(claim(tag, 7, 1000)).isEqualTo(new SegmentClaim(57, 7, 1000));
        assertThat(claim(tag, MAX_LENGTH, 1000)).isEqualTo(new SegmentClaim(10_057, MAX_LENGTH, 1000));
        assertThat(table.row(tag)).isEqualTo("10057|1000");
    }

    @Test
    void aChangedStepIsTakenByTheVeryClaimThatFollows() {
        String tag = row(0, 1000);
        claim(tag, 50, 1000);
        table.setStep(tag, 300);

        assertThat(claim(tag, 50, 1000)).isEqualTo(new SegmentClaim(350, 300, 300));
    }

    @Test
    void threadsOfTwoInstancesGetRangesWithoutOverlapOrGap() throws Exception {
        String tag = row(0, 10);

        List<SegmentClaim> claims = inParallel(8, thread -> {
            LeafInstance mine = thread % 2 == 0 ? instance : otherInstance;
            List<SegmentClaim> own = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                own.add(mine.allocator.claim(new SegmentRequest(tag, 1 + i % 7, i % 10 == 0 ? 0 : 10, MAX_LENGTH)));
            }
            assertThat(own).isSortedAccordingTo(Comparator.comparing(SegmentClaim::last));
            return own;
        });

        claims.sort(Comparator.comparing(SegmentClaim::first));
        long end = 0;
        for (SegmentClaim claim : claims) {
            assertThat(claim.first()).isEqualTo(end + 1);
            end = claim.last();
        }
        assertThat(claims).hasSize(800);
        assertThat(table.maxId(tag)).isEqualTo(end);
    }

    @Test
    void aStepThatChangesAllTheTimeLosesAndRepeatsNoId() throws Exception {
        String tag = row(0, 5);

        List<SegmentClaim> claims = inParallel(3, thread -> {
            List<SegmentClaim> own = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                if (thread == 0) {
                    table.setStep(tag, 5 + i % 3);
                } else {
                    try {
                        own.add(claim(tag, 50, 5 + i % 2));
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining("changed while it was claimed from"); // try again
                    }
                }
            }
            return own;
        });

        assertThat(claims.stream().mapToLong(SegmentClaim::length).sum()).isEqualTo(table.maxId(tag));
        assertThat(claims.stream().map(SegmentClaim::last)).doesNotHaveDuplicates();
    }

    private interface Work {
        List<SegmentClaim> run(int thread);
    }

    private static List<SegmentClaim> inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<SegmentClaim>>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> work.run(thread));
            }
            List<SegmentClaim> claims = new ArrayList<>();
            for (Future<List<SegmentClaim>> future : executor.invokeAll(tasks)) {
                claims.addAll(future.get());
            }
            return claims;
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aStepAboveTheLongestClaimIsCutShort() {
        String tag = row(0, 1_000_000);

        assertThat(claim(tag, 50, 0)).isEqualTo(new SegmentClaim(MAX_LENGTH, MAX_LENGTH, 1_000_000));
        assertThat(claim(tag, 50, 1_000_000)).isEqualTo(new SegmentClaim(MAX_LENGTH + 50, 50, 1_000_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, -1000})
    void aRowWhoseStepIsNotPositiveIsRefusedAndLeftAsItIs(int step) {
        String tag = row(100, step);

        for (int known : new int[] {0, 1000}) {
            assertThatThrownBy(() -> claim(tag, 50, known))
                    .isInstanceOf(InvalidSegmentException.class)
                    .hasMessageContaining("step " + step);
        }
        assertThat(table.row(tag)).isEqualTo("100|" + step);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                -1,
                Long.MIN_VALUE,
                SegmentClaim.HIGHEST_ID - MAX_LENGTH + 1,
                SegmentClaim.HIGHEST_ID,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE
            })
    void aRowOutsideTheRangeOfIdsIsRefusedAndLeftAsItIs(long maxId) {
        String tag = row(maxId, 1000);

        for (int known : new int[] {0, 1000}) {
            assertThatThrownBy(() -> claim(tag, 50, known))
                    .isInstanceOf(InvalidSegmentException.class)
                    .hasMessageContaining("max_id " + maxId);
        }
        assertThat(table.row(tag)).isEqualTo(maxId + "|1000");
    }

    @Test
    void theHighestIdCanBeClaimed() {
        String tag = row(SegmentClaim.HIGHEST_ID - MAX_LENGTH, 1000);

        assertThat(claim(tag, MAX_LENGTH, 1000).last()).isEqualTo(SegmentClaim.HIGHEST_ID);
        assertThatThrownBy(() -> claim(tag, 1, 1000)).isInstanceOf(InvalidSegmentException.class);
    }

    @Test
    void aTagWithoutARowIsUnknown() {
        String tag = freshTag();

        assertThatThrownBy(() -> claim(tag, 50, 0)).isInstanceOf(UnknownTagException.class);
        assertThatThrownBy(() -> claim(tag, 50, 1000)).isInstanceOf(UnknownTagException.class);
        assertThat(table.row(tag)).isEqualTo("none");
    }

    @Test
    void aTagWhoseRowWasDeletedIsUnknown() {
        String tag = row(0, 1000);
        claim(tag, 50, 1000);
        table.delete(tag);

        assertThatThrownBy(() -> claim(tag, 50, 1000)).isInstanceOf(UnknownTagException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE leaf_alloc; --",
                "o'rder",
                "\"quoted\"",
                "`quoted`",
                "back\\slash",
                "?1 :tag ${table} %_",
                "订单",
                "😀 order",
                "x123456789x123456789x123456789x123456789x123456789x123456789x123456789x123456789x123456789x123456789x123456789x123456789x1234567",
                " leading",
                "line\nbreak"
            })
    void aTagIsOnlyEverAValue(String tag) {
        String other = tag.substring(tag.offsetByCodePoints(0, 1));
        table.insert(tag, 0, 1000);
        table.insert(other, 5, 1000);

        assertThat(claim(tag, 50, 0).last()).isEqualTo(1000);
        assertThat(claim(tag, 50, 1000).last()).isEqualTo(1050);
        assertThat(instance.allocator.giveBack(tag, 1050, 1040)).isTrue();
        assertThat(table.row(tag)).isEqualTo("1040|1000");
        assertThat(table.row(other)).isEqualTo("5|1000");
    }

    @Test
    void tagsThatDifferInCaseAreTwoTags() {
        String lower = freshTag();
        String upper = lower.toUpperCase();
        table.insert(lower, 0, 1000);
        assertThatThrownBy(() -> claim(upper, 50, 1000)).isInstanceOf(UnknownTagException.class);
        table.insert(upper, 5000, 1000);

        assertThat(claim(lower, 50, 1000).last()).isEqualTo(50);
        assertThat(claim(upper, 50, 1000).last()).isEqualTo(5050);
    }

    @Test
    void aBlankAtTheEndMakesAnotherTag() {
        String tag = row(0, 1000);

        assertThatThrownBy(() -> claim(tag + " ", 50, 0)).isInstanceOf(UnknownTagException.class);
        assertThatThrownBy(() -> claim(tag + " ", 50, 1000)).isInstanceOf(UnknownTagException.class);
        assertThat(instance.allocator.giveBack(tag + " ", 0, 0)).isFalse();
        assertThat(table.row(tag)).isEqualTo("0|1000");
    }

    @Test
    void unusedIdsAreTakenBackWhereNothingWasClaimedAfterThem() {
        String tag = row(0, 1000);
        claim(tag, 100, 1000);

        assertThat(instance.allocator.giveBack(tag, 100, 40)).isTrue();

        assertThat(claim(tag, 10, 1000)).isEqualTo(new SegmentClaim(50, 10, 1000));
    }

    @Test
    void unusedIdsAreNotTakenBackAfterAnotherClaim() {
        String tag = row(0, 1000);
        claim(tag, 100, 1000);
        otherInstance.allocator.claim(new SegmentRequest(tag, 5, 1000, MAX_LENGTH));

        assertThat(instance.allocator.giveBack(tag, 100, 40)).isFalse();
        assertThat(table.maxId(tag)).isEqualTo(105);
    }

    @Test
    void unusedIdsAreTakenBackOnlyOnce() {
        String tag = row(0, 1000);
        claim(tag, 100, 1000);

        assertThat(instance.allocator.giveBack(tag, 100, 40)).isTrue();
        assertThat(instance.allocator.giveBack(tag, 100, 40)).isFalse();
        assertThat(otherInstance.allocator.giveBack(tag, 100, 40)).isFalse();
        assertThat(table.maxId(tag)).isEqualTo(40);
    }

    @Test
    void aTagThatIsGoneTakesNothingBack() {
        assertThat(instance.allocator.giveBack(freshTag(), 100, 40)).isFalse();
    }

    @Test
    void aClaimOutlivesTheCallersRollback() {
        String tag = row(0, 1000);
        SegmentRequest request = new SegmentRequest(tag, 100, 1000, MAX_LENGTH);
        // The application's only connection, so that a claim on it would wait for its own caller.
        try (HikariDataSource application = database.pool(1);
                LeafInstance derived = LeafInstance.start(application, settings())) {
            new TransactionTemplate(new DataSourceTransactionManager(application)).executeWithoutResult(status -> {
                new JdbcTemplate(application).queryForList("SELECT max_id FROM leaf_alloc");
                assertThat(derived.allocator.claim(request).last()).isEqualTo(100);
                status.setRollbackOnly();
            });
        }

        assertThat(table.maxId(tag)).isEqualTo(100);
        assertThat(claim(tag, 100, 1000).first()).isEqualTo(101);
    }

    @Test
    void aClaimOutlivesTheRollbackOfATransactionInItsOwnUnit() {
        String tag = row(0, 1000);

        assertThatThrownBy(() -> instance.persistence.inTransaction(repository -> {
                    claim(tag, 100, 1000);
                    throw new IllegalStateException("roll back");
                }))
                .hasMessage("roll back");

        assertThat(table.maxId(tag)).isEqualTo(100);
    }
}
