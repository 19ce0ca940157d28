package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The call for clients with buffers, over the wire. */
class ClaimsOverHttpTests {

    private static final String ORDER = "/api/v1/segments/order";

    private static TestDatabase database;

    private static IdService service;

    @BeforeAll
    static void start() {
        database = TestDatabases.H2.create();
        service = IdService.start(
                database, "leaf.http.claims.max-size=5000", "spring.jackson.property-naming-strategy=UPPER_CAMEL_CASE");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void freshRows() {
        database.execute("DELETE FROM leaf_claim", "DELETE FROM leaf_alloc WHERE biz_tag <> 'order'");
        if (maxId("order").equals("none")) {
            database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('order', 0, 1000)");
        }
    }

    private static String maxId(String tag) {
        List<String> rows = database.query("SELECT max_id FROM leaf_alloc WHERE biz_tag = '" + tag + "'");
        return rows.isEmpty() ? "none" : rows.get(0);
    }

    private static long order() {
        return Long.parseLong(maxId("order"));
    }

    @Test
    void aClaimIsAnsweredWithItsRangeAndTheStepOfTheRow() throws Exception {
        long before = order();

        IdService.Answer answer = service.post(ORDER + "?size=500");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Idempotent-Replayed")).isNull();
        assertThat(answer.body())
                .isEqualTo("{\"tag\":\"order\",\"first\":" + (before + 1) + ",\"last\":" + (before + 500)
                        + ",\"step\":1000}");
        assertThat(order()).isEqualTo(before + 500);
    }

    @Test
    void aRetryWithTheSameKeyIsAnsweredAlike() throws Exception {
        IdService.Answer first = service.post(ORDER + "?size=7", "Idempotency-Key", "a.B-1_2");
        long after = order();

        IdService.Answer retry = service.post(ORDER + "?size=7", "Idempotency-Key", "a.B-1_2");

        assertThat(retry.status()).isEqualTo(200);
        assertThat(retry.body()).isEqualTo(first.body());
        assertThat(retry.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(order()).isEqualTo(after);
    }

    @Test
    void anotherServerAnswersTheRetryToo() throws Exception {
        IdService.Answer first = service.post(ORDER + "?size=7", "Idempotency-Key", "other");
        try (IdService other = IdService.start(database)) {
            IdService.Answer retry = other.post(ORDER + "?size=7", "Idempotency-Key", "other");

            assertThat(retry.body()).isEqualTo(first.body());
            assertThat(retry.header("Idempotent-Replayed")).isEqualTo("true");
        }
    }

    @Test
    void theRowsStepWinsOverTheOneThatTheClientKnew() throws Exception {
        assertThat(length(service.post(ORDER + "?size=7&knownStep=1000"))).isEqualTo(7);
        assertThat(length(service.post(ORDER + "?size=7&knownStep=0"))).isEqualTo(1000);
        assertThat(length(service.post(ORDER + "?size=7&knownStep=999"))).isEqualTo(1000);
        assertThat(length(service.post(ORDER + "?size=7&knownStep=999&maxSize=30")))
                .isEqualTo(30);
    }

    @Test
    void aWishIsCutToWhatIsAllowed() throws Exception {
        assertThat(length(service.post(ORDER + "?size=9000&knownStep=1000"))).isEqualTo(5000);
        assertThat(length(service.post(ORDER + "?size=9000&knownStep=1000&maxSize=60")))
                .isEqualTo(60);
    }

    private static long length(IdService.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return ((Number) JsonPath.read(answer.body(), "$.last")).longValue()
                - ((Number) JsonPath.read(answer.body(), "$.first")).longValue()
                + 1;
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/segments/order,                     400, bad-call",
        "/api/v1/segments/order?size=0,              400, bad-call",
        "/api/v1/segments/order?size=-5,             400, bad-call",
        "/api/v1/segments/order?size=ten,            400, bad-call",
        "/api/v1/segments/order?size=5001,           400, bad-call",
        "/api/v1/segments/order?size=99999999999,    400, bad-call",
        "/api/v1/segments/order?size=5&knownStep=-1, 400, bad-call",
        "/api/v1/segments/order?size=5&maxSize=0,    400, bad-call",
        "/api/v1/segments/o%27rder?size=5,           400, bad-call",
        "/api/v1/segments/o%20r?size=5,              400, bad-call",
        "/api/v1/segments/nobody?size=5,             404, unknown-tag"
    })
    void aBadCallIsToldAsAProblem(String path, int status, String type) throws Exception {
        long before = order();

        IdService.Answer answer = service.post(path);

        assertProblem(answer, status, type);
        assertThat(order()).isEqualTo(before);
    }

    private static void assertProblem(IdService.Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat((String) JsonPath.read(answer.body(), "$.type")).isEqualTo("urn:leaf:" + type);
        assertThat((Integer) JsonPath.read(answer.body(), "$.status")).isEqualTo(status);
        assertThat((String) JsonPath.read(answer.body(), "$.title")).isNotBlank();
        assertThat((String) JsonPath.read(answer.body(), "$.detail")).endsWith(".");
    }

    @Test
    void aBadKeyIsToldAsAProblem() throws Exception {
        for (String key : List.of("a b", "a'b", "x".repeat(65), " ")) {
            assertProblem(service.post(ORDER + "?size=5", "Idempotency-Key", key), 400, "bad-call");
        }
    }

    @Test
    void aKeyOfAnotherClaimIsToldAsAProblem() throws Exception {
        service.post(ORDER + "?size=5", "Idempotency-Key", "mine");
        long before = order();

        assertProblem(service.post(ORDER + "?size=6", "Idempotency-Key", "mine"), 422, "key-reused");
        database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('invoice', 0, 10)");
        assertProblem(service.post("/api/v1/segments/invoice?size=5", "Idempotency-Key", "mine"), 422, "key-reused");
        assertThat(order()).isEqualTo(before);
        assertThat(maxId("invoice")).isEqualTo("0");
    }

    @Test
    void aRowThatWentBackIsNotClaimedFromUntilItIsAdvanced() throws Exception {
        database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('back', 0, 10)");
        service.post("/api/v1/segments/back?size=100");
        database.execute("UPDATE leaf_alloc SET max_id = 50 WHERE biz_tag = 'back'");

        assertProblem(service.post("/api/v1/segments/back?size=10", "Idempotency-Key", "b"), 409, "quarantined");
        assertProblem(service.post("/api/v1/segments/back?size=10", "Idempotency-Key", "b"), 409, "quarantined");
        assertThat(maxId("back")).as("the transaction was undone").isEqualTo("50");
        service.context().getBean(io.leafboot.id.LeafTags.class).advance("back", 0);
        assertThat(service.post("/api/v1/segments/back?size=10", "Idempotency-Key", "b")
                        .body())
                .contains("\"first\":101");
    }

    @Test
    void aRowWithoutAStepIsToldAsAProblem() throws Exception {
        database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('zero', 0, 0)");

        assertProblem(service.post("/api/v1/segments/zero?size=10"), 409, "row-not-claimable");
    }

    @Test
    void aTableThatDoesNotAnswerIsToldAsAProblemWithoutWhatTheDatabaseSaid() throws Exception {
        database.execute("ALTER TABLE leaf_alloc RENAME TO away");
        try {
            IdService.Answer answer = service.post(ORDER + "?size=5", "Idempotency-Key", "k");

            assertProblem(answer, 503, "unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.body().toLowerCase()).doesNotContain("leaf_alloc", "select", "sql");
        } finally {
            database.execute("ALTER TABLE away RENAME TO leaf_alloc");
        }
        assertThat(service.post(ORDER + "?size=5", "Idempotency-Key", "k").status())
                .isEqualTo(200);
    }

    @Test
    void whatIsClaimedForClientsAndWhatIsDrawnHereIsEachIssuedOnce() throws Exception {
        IdGenerator ids = service.context().getBean(IdGenerator.class);
        database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('mixed', 0, 20)");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<List<Long>>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> {
                List<Long> mine = new ArrayList<>();
                for (int n = 0; n < 40; n++) {
                    String body = service.post("/api/v1/segments/mixed?size=10").body();
                    long first = ((Number) JsonPath.read(body, "$.first")).longValue();
                    for (long id = first; id < first + 10; id++) {
                        mine.add(id);
                    }
                }
                return mine;
            });
            tasks.add(() -> {
                List<Long> mine = new ArrayList<>();
                for (int n = 0; n < 1000; n++) {
                    mine.add(ids.nextId("mixed"));
                }
                return mine;
            });
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> task : threads.invokeAll(tasks)) {
            all.addAll(task.get());
        }
        threads.shutdown();

        assertThat(all).hasSize(2 * 400 + 2 * 1000).doesNotHaveDuplicates();
        TagStatus status = service.context()
                .getBean(SegmentIdGenerator.class)
                .status("mixed")
                .orElseThrow();
        assertThat(status.delegatedIds()).isEqualTo(800);
        assertThat(status.issued()).isEqualTo(2000);
    }

    @Test
    void unknownTagsAreNotKept() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(service.post("/api/v1/segments/nobody-" + i + "?size=5").status())
                    .isEqualTo(404);
        }
        assertThat(service.context().getBean(SegmentIdGenerator.class).statuses())
                .noneMatch(status -> status.tag().startsWith("nobody"));
    }

    @Test
    void anApplicationsOwnAllocatorNeedsNoTable() throws Exception {
        try (IdService own = IdService.start(TestDatabases.H2.create(), OwnAllocator.class)) {
            IdService.Answer first = own.post(ORDER + "?size=7", "Idempotency-Key", "k");
            IdService.Answer retry = own.post(ORDER + "?size=7", "Idempotency-Key", "k");

            assertThat(first.body()).isEqualTo("{\"tag\":\"order\",\"first\":1,\"last\":7,\"step\":0}");
            assertThat(retry.body()).isEqualTo(first.body());
            assertThat(retry.header("Idempotent-Replayed")).isEqualTo("true");
            assertProblem(own.post(ORDER + "?size=8", "Idempotency-Key", "k"), 422, "key-reused");
            assertThat(own.post(ORDER + "?size=8", "Idempotency-Key", "l").body())
                    .contains("\"first\":8");
        }
    }

    @Test
    void itIsOffWhereItIsSwitchedOff() throws Exception {
        TestDatabase other = TestDatabases.H2.create();
        try (IdService off = IdService.start(other, "leaf.http.claims.enabled=false")) {
            assertThat(off.post(ORDER + "?size=7").status()).isEqualTo(404);
            assertThat(other.query("SELECT table_name FROM information_schema.tables"))
                    .noneMatch(name -> name.equalsIgnoreCase("leaf_claim"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
    static class OwnAllocator {

        @Bean
        SegmentAllocator allocator() {
            AtomicLong row = new AtomicLong();
            return request -> new SegmentClaim(row.addAndGet(request.length()), request.length(), 0);
        }
    }

    @Test
    void noIdAboveTheHighestOfATagIsClaimed() throws Exception {
        TestDatabase other = TestDatabases.H2.create();
        try (IdService limited = IdService.start(other, "leaf.tags.few.max-id=25", "leaf.tags.few.step=10")) {
            IdGenerator ids = limited.context().getBean(IdGenerator.class);
            String few = "/api/v1/segments/few?size=10";
            // 1 to 10 are the service's own. Drawn from last: a refill of its own would take what the clients ask for.
            assertThat(limited.post(few, "Idempotency-Key", "a").body()).contains("\"first\":11,\"last\":20");
            assertThat(limited.post(few, "Idempotency-Key", "b").body()).contains("\"first\":21,\"last\":25");
            for (int i = 0; i < 3; i++) {
                IdService.Answer refused = limited.post(few, "Idempotency-Key", "c" + i);
                assertProblem(refused, 409, "limit-reached");
                assertThat((Integer) JsonPath.read(refused.body(), "$.limit")).isEqualTo(25);
                assertProblem(limited.post(few), 409, "limit-reached");
            }
            assertThat(other.query("SELECT max_id FROM leaf_alloc WHERE biz_tag = 'few'"))
                    .containsExactly("30");
            assertThat(ids.nextId("few")).isEqualTo(1);
        }
    }
}
