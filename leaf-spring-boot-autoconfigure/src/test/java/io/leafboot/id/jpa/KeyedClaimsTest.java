package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.KeyReusedException;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What claims with a key promise, on any database and between two instances on it. */
@ParameterizedClass
@CsvSource({
    "H2, false",
    "H2, true",
    "SQLITE, false",
    "POSTGRESQL, false",
    "POSTGRESQL, true",
    "MARIADB, false",
    "MYSQL_DRIVER, false"
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyedClaimsTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    private static final AtomicInteger KEYS = new AtomicInteger();

    @Parameter(0)
    private TestDatabases kind;

    @Parameter(1)
    private boolean portable;

    private TestDatabase database;

    private TagTable table;

    private LeafInstance instance;

    private LeafInstance otherInstance;

    private JpaKeyedClaims claims;

    private JpaKeyedClaims otherClaims;

    @BeforeParameterizedClassInvocation
    void start() {
        database = kind.create();
        table = new TagTable(database);
        LeafInstance.start(database, List.of(ClaimTable.PART)).close();
        String[] settings =
                portable ? new String[] {"leaf.database=portable", "leaf.schema.enabled=false"} : new String[0];
        instance = LeafInstance.start(database, List.of(ClaimTable.PART), settings);
        otherInstance = LeafInstance.start(database, List.of(ClaimTable.PART), settings);
        claims = claims(instance, NOW);
        otherClaims = claims(otherInstance, NOW);
    }

    @BeforeEach
    void freshRows() {
        database.execute("DELETE FROM leaf_claim", "DELETE FROM leaf_alloc");
        table.insert("order", 0, 1000);
        table.insert("invoice", 0, 10);
    }

    private static JpaKeyedClaims claims(LeafInstance instance, Instant now) {
        return new JpaKeyedClaims(
                instance.allocator,
                new ClaimTable(instance.persistence),
                Duration.ofHours(1),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    @AfterParameterizedClassInvocation
    void stop() {
        if (instance != null) {
            instance.close();
        }
        if (otherInstance != null) {
            otherInstance.close();
        }
    }

    private static String freshKey() {
        return "key-" + KEYS.incrementAndGet();
    }

    private static SegmentRequest request(String tag, int length, int knownStep) {
        return new SegmentRequest(tag, length, knownStep, 10_000);
    }

    private static DelegatedClaim claim(JpaKeyedClaims claims, String key, String tag, int length) {
        return claims.claim(key, length, request(tag, length, SegmentRequest.ANY_STEP), 0);
    }

    private List<String> keys() {
        return database.query("SELECT claim_key FROM leaf_claim ORDER BY claim_key");
    }

    @Test
    void aRetryGetsTheSameRangeAtEitherInstanceAndTheRowAdvancesOnce() {
        String key = freshKey();

        DelegatedClaim first = claim(claims, key, "order", 50);

        assertThat(first).isEqualTo(new DelegatedClaim(new SegmentClaim(50, 50, 1000), false));
        DelegatedClaim again = new DelegatedClaim(first.claim(), true);
        assertThat(claim(claims, key, "order", 50)).isEqualTo(again);
        assertThat(claim(otherClaims, key, "order", 50)).isEqualTo(again);
        assertThat(table.row("order")).isEqualTo("50|1000");
        assertThat(claim(otherClaims, freshKey(), "order", 7).claim()).isEqualTo(new SegmentClaim(57, 7, 1000));
    }

    @Test
    void keysAreExact() {
        claim(claims, "Key.a", "order", 1);
        claim(claims, "key.a", "order", 1);
        claim(claims, "key-a", "order", 1);

        assertThat(table.maxId("order")).isEqualTo(3);
    }

    @Test
    void theRowsStepWinsOverOneThatIsNotTheKnownOne() {
        assertThat(claims.claim(freshKey(), 50, request("order", 50, 0), 0).claim())
                .isEqualTo(new SegmentClaim(1000, 1000, 1000));
        assertThat(claims.claim(freshKey(), 50, request("order", 50, 1000), 0).claim())
                .isEqualTo(new SegmentClaim(1050, 50, 1000));
    }

    @Test
    void manyWithOneKeyAtOneMomentGetOneRange() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = freshKey();
            long before = table.maxId("order");

            List<DelegatedClaim> claimed =
                    inParallel(6, thread -> claim(thread % 2 == 0 ? claims : otherClaims, key, "order", 10));

            assertThat(claimed).extracting(DelegatedClaim::claim).containsOnly(new SegmentClaim(before + 10, 10, 1000));
            assertThat(claimed).filteredOn(claim -> !claim.replayed()).hasSize(1);
            assertThat(table.maxId("order")).isEqualTo(before + 10);
        }
    }

    @Test
    void oneKeyForTwoTagsAtOneMomentIsGoodForOneOfThem() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = freshKey();
            long before = table.maxId("order") + table.maxId("invoice");

            List<Object> outcomes = inParallel(4, thread -> {
                try {
                    return claim(thread % 2 == 0 ? claims : otherClaims, key, thread < 2 ? "order" : "invoice", 10);
                } catch (KeyReusedException e) {
                    return "reused";
                }
            });

            assertThat(outcomes).filteredOn(outcome -> outcome.equals("reused")).hasSize(2);
            assertThat(table.maxId("order") + table.maxId("invoice")).isEqualTo(before + 10);
        }
    }

    private interface Work<T> {
        T run(int thread);
    }

    private static <T> List<T> inParallel(int threads, Work<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> work.run(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aKeyIsGoodForOneTagAndOneSize() {
        String key = freshKey();
        claim(claims, key, "order", 50);

        assertThatThrownBy(() -> claim(claims, key, "invoice", 50)).isInstanceOf(KeyReusedException.class);
        assertThatThrownBy(() -> claim(otherClaims, key, "order", 51)).isInstanceOf(KeyReusedException.class);
        assertThat(table.maxId("invoice")).isZero();
        assertThat(table.maxId("order")).isEqualTo(50);
    }

    @Test
    void aClaimThatIsRefusedLeavesNoKey() {
        table.insert("broken", 0, 0);

        assertThatThrownBy(() -> claim(claims, freshKey(), "nobody", 50)).isInstanceOf(UnknownTagException.class);
        assertThatThrownBy(() -> claim(claims, freshKey(), "broken", 50)).isInstanceOf(InvalidSegmentException.class);

        assertThat(keys()).isEmpty();
    }

    /** Stored, a retry would get it without a look at what was received. */
    @Test
    void aRangeThatIsNotAboveEverythingReceivedIsNeitherStoredNorTaken() {
        String key = freshKey();

        DelegatedClaim refused = claims.claim(key, 50, request("order", 50, 1000), 30);

        assertThat(refused).isEqualTo(new DelegatedClaim(new SegmentClaim(50, 50, 1000), false));
        assertThat(keys()).isEmpty();
        assertThat(table.maxId("order")).isZero();
        table.setMaxId("order", 30);
        assertThat(claims.claim(key, 50, request("order", 50, 1000), 30).claim().first())
                .isEqualTo(31);
    }

    /** The row went back without its keys: what they stand for is somebody else's by now. */
    @Test
    void aRangeAboveTheRowIsNotToldAgain() {
        claim(claims, "lost", "order", 50);
        claim(claims, "other", "invoice", 5);
        table.setMaxId("order", 20);

        DelegatedClaim again = claim(otherClaims, "lost", "order", 50);

        assertThat(again).isEqualTo(new DelegatedClaim(new SegmentClaim(70, 50, 1000), false));
        assertThat(claim(claims, "lost", "order", 50)).isEqualTo(new DelegatedClaim(again.claim(), true));
        assertThat(claim(claims, "other", "invoice", 5).replayed()).isTrue();
    }

    @Test
    void aRowThatWasAdvancedOrMadeAnewHasItsKeysForgotten() {
        claim(claims, "lost", "order", 50);
        table.setMaxId("order", 0);
        claim(otherClaims, "anothers", "order", 60);
        instance.tags.advance("order", 100);
        assertThat(claim(claims, "lost", "order", 50).claim().first()).isEqualTo(101);

        instance.tags.delete("order");
        instance.tags.create("order");
        assertThat(claim(claims, "anothers", "order", 60))
                .extracting(DelegatedClaim::replayed)
                .isEqualTo(false);
    }

    /** Else one that comes back under the name would find keys whose ranges it gives to others. */
    @Test
    void aRowIsDeletedTogetherWithItsKeysOrNotAtAll() {
        database.execute("ALTER TABLE leaf_claim RENAME TO leaf_claim_away");
        try {
            assertThatThrownBy(() -> instance.tags.delete("order")).isInstanceOf(RuntimeException.class);
            assertThat(table.row("order")).isEqualTo("0|1000");
        } finally {
            database.execute("ALTER TABLE leaf_claim_away RENAME TO leaf_claim");
        }
        assertThat(instance.tags.delete("order")).isTrue();
    }

    @Test
    void aTransactionThatFailsAfterTheRowWasRaisedUndoesThat() {
        assertThatThrownBy(() -> instance.allocator.claim(request("order", 50, 1000), (manager, claim) -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(table.maxId("order")).isZero();
    }

    @Test
    void oldKeysAreSweptInBatchesAndThenClaimAnew() {
        for (int i = 0; i < 5; i++) {
            claim(claims, "old-" + i, "order", 10);
        }
        JpaKeyedClaims later = claims(otherInstance, NOW.plus(Duration.ofMinutes(61)));
        claim(later, "young", "order", 10);

        assertThat(claims.sweep(10)).isZero();
        assertThat(later.sweep(2)).isEqualTo(2);
        assertThat(keys()).hasSize(4);
        assertThat(later.sweep(10)).isEqualTo(3);
        assertThat(later.sweep(10)).isZero();
        assertThat(keys()).containsExactly("young");

        assertThat(claim(claims, "old-0", "order", 10))
                .isEqualTo(new DelegatedClaim(new SegmentClaim(70, 10, 1000), false));
    }

    @Test
    void instancesSweepAtTheSameTime() throws Exception {
        for (int i = 0; i < 20; i++) {
            claim(claims, "old-" + i, "order", 1);
        }
        Instant later = NOW.plus(Duration.ofHours(2));

        inParallel(4, thread -> {
            JpaKeyedClaims mine = claims(thread % 2 == 0 ? instance : otherInstance, later);
            while (mine.sweep(3) > 0) {
                claim(mine, "young-" + thread + "-" + KEYS.incrementAndGet(), "invoice", 1);
            }
            return null;
        });

        assertThat(keys()).allMatch(key -> key.startsWith("young"));
    }
}
