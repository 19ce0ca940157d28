package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.LeafTags;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.http.client.LeafHttpClientAutoConfiguration;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.test.TcpProxy;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

/** Ids from segments that are claimed from a service: two real servers on one database, each behind a proxy. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpAllocatorTests {

    private static final int STEP = 10;

    private static final AtomicInteger TAGS = new AtomicInteger();

    private static TestDatabase database;

    private static IdService service;

    private static IdService otherService;

    private TcpProxy proxy;

    private TcpProxy otherProxy;

    private String tag;

    @BeforeAll
    static void startServices() {
        database = TestDatabases.H2.create();
        service = IdService.start(database, "leaf.datasource.maximum-pool-size=2");
        otherService = IdService.start(database);
    }

    @AfterAll
    static void stopServices() {
        service.close();
        otherService.close();
    }

    @BeforeEach
    void start() {
        proxy = new TcpProxy(service.port());
        otherProxy = new TcpProxy(otherService.port());
        tag = "tag-" + TAGS.incrementAndGet();
        service.context().getBean(LeafTags.class).create(tag, STEP, null, 1);
    }

    @AfterEach
    void stop() {
        proxy.close();
        otherProxy.close();
    }

    private static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class,
                        LeafHttpClientAutoConfiguration.class,
                        LeafJpaAutoConfiguration.class,
                        LeafAutoConfiguration.class))
                .withPropertyValues(
                        "leaf.allocator=http",
                        "leaf.max-step=" + STEP,
                        "leaf.default-step=" + STEP,
                        "leaf.min-step=" + STEP,
                        "leaf.acquire-timeout=20s");
    }

    private ApplicationContextRunner client(TcpProxy... proxies) {
        String[] urls = new String[proxies.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = "leaf.http.client.urls[" + i + "]=http://127.0.0.1:" + proxies[i].port();
        }
        return application().withPropertyValues(urls);
    }

    private long maxId() {
        return Long.parseLong(database.query("SELECT max_id FROM leaf_alloc WHERE biz_tag = '" + tag + "'")
                .get(0));
    }

    private static TagStatus status(SegmentIdGenerator ids, String tag) {
        return ids.status(tag).orElseThrow();
    }

    /** The only client of its tag, so a gap is an id that was wasted. */
    private void assertNoIdIsWastedOrRepeated(SegmentIdGenerator ids, int from, int n) {
        for (long id = from; id < from + n; id++) {
            assertThat(ids.nextId(tag)).isEqualTo(id);
        }
    }

    private void assertRowIsWhereTheClientIs(SegmentIdGenerator ids) {
        // Of a claim in flight at the stop it would not be known whether it took effect.
        await().until(() -> status(ids, tag).next() != null);
        ids.stop();
        TagStatus status = status(ids, tag);
        assertThat(maxId()).isEqualTo(status.claims() * STEP);
        assertThat(status.regressions()).isZero();
    }

    @Test
    void idsComeFromTheServiceWithoutAnyDataSource() {
        client(proxy).withPropertyValues("leaf.tags." + tag + ".step=99").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class).doesNotHaveBean(LeafTags.class);
            assertThat(context.getBean(IdGenerator.class).nextId(tag)).isEqualTo(1);
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            assertThat(status(ids, tag).waits()).as("it was warm").isZero();
            assertThat(status(ids, tag).storedStep()).isEqualTo(STEP);
            assertNoIdIsWastedOrRepeated(ids, 2, 200);
            assertRowIsWhereTheClientIs(ids);
        });
    }

    @Test
    void lostAnswersWasteNothingAndRepeatNothing() {
        client(proxy).run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            for (int round = 0; round < 15; round++) {
                proxy.loseAnswers(1 + round % 3);
                assertNoIdIsWastedOrRepeated(ids, 1 + round * 2 * STEP, 2 * STEP);
            }
            assertThat(proxy.answersToLose()).isZero();
            assertRowIsWhereTheClientIs(ids);
            assertThat(status(ids, tag).failedClaims()).isPositive();
            assertThat(status(ids, tag).wasted()).isLessThanOrEqualTo(2L * STEP); // of the stop
        });
    }

    @Test
    void anAnswerLostByOneServerIsGivenByTheOther() {
        client(proxy, otherProxy).run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            for (int round = 0; round < 12; round++) {
                TcpProxy one = round % 2 == 0 ? proxy : otherProxy;
                one.loseAnswers(2); // the second is that of the retry at the same address
                assertNoIdIsWastedOrRepeated(ids, 1 + round * 2 * STEP, 2 * STEP);
            }
            assertRowIsWhereTheClientIs(ids);
        });
    }

    @Test
    void itGoesOnWithAnotherAddressAndStaysThere() {
        client(proxy, otherProxy).run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            assertNoIdIsWastedOrRepeated(ids, 1, 25);
            assertThat(otherProxy.roundTrips()).isZero();
            proxy.refuse();
            assertNoIdIsWastedOrRepeated(ids, 26, 40);
            proxy.accept();
            long before = proxy.roundTrips();
            assertNoIdIsWastedOrRepeated(ids, 66, 40);
            assertThat(proxy.roundTrips()).isEqualTo(before);
            assertRowIsWhereTheClientIs(ids);
        });
    }

    @Test
    void anAddressThatHangsIsGivenUpAfterItsTime() {
        client(proxy, otherProxy)
                .withPropertyValues("leaf.http.client.request-timeout=300ms")
                .run(context -> {
                    SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                    assertNoIdIsWastedOrRepeated(ids, 1, 5);
                    proxy.hold();
                    assertNoIdIsWastedOrRepeated(ids, 6, 60);
                    proxy.release(); // now the first server works off what it was sent
                    assertNoIdIsWastedOrRepeated(ids, 66, 60);
                    assertRowIsWhereTheClientIs(ids);
                });
    }

    @Test
    void anOutageIsNotNoticedWhileTheBufferLastsAndEndsByItself() {
        client(proxy)
                .withPropertyValues("leaf.acquire-timeout=300ms", "leaf.tags." + tag + ".step=10")
                .run(context -> {
                    SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                    ids.nextId(tag);
                    proxy.refuse();
                    for (int id = 2; id <= STEP; id++) {
                        assertThat(ids.nextId(tag)).isEqualTo(id);
                    }
                    assertThatThrownBy(() -> {
                                for (int i = 0; i < 3 * STEP; i++) {
                                    ids.nextId(tag);
                                }
                            })
                            .isInstanceOf(IdsExhaustedException.class);
                    awaitFailedClaim(ids, tag);
                    assertThatThrownBy(() -> ids.nextId(tag))
                            .isInstanceOf(IdsExhaustedException.class)
                            .hasMessageContaining("The id service at http://127.0.0.1:" + proxy.port() + " failed");
                    proxy.accept();
                    await().ignoreExceptions().until(() -> ids.nextId(tag) > STEP);
                });
    }

    @Test
    void aTagThatTheServiceDoesNotKnowIsToldAtOnce() {
        client(proxy, otherProxy).run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            assertThatThrownBy(() -> ids.nextId("nobody")).isInstanceOf(UnknownTagException.class);
            assertThat(otherProxy.roundTrips()).isZero();
            for (String bad : List.of("..", ".", "a/b", "o'rder", "订单", "a b", "%2e")) {
                assertThatThrownBy(() -> ids.nextId(bad))
                        .isInstanceOf(UnknownTagException.class)
                        .hasMessageContaining("cannot be claimed from the id service");
            }
        });
    }

    @Test
    void aRowThatWentBackIsRefusedByTheServerAndNotTriedAtTheNext() {
        client(proxy, otherProxy).withPropertyValues("leaf.acquire-timeout=5s").run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            for (int i = 0; i < 30; i++) {
                ids.nextId(tag);
            }
            database.execute("UPDATE leaf_alloc SET max_id = 0 WHERE biz_tag = '" + tag + "'");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 3 * STEP; i++) {
                            ids.nextId(tag);
                        }
                    })
                    .isInstanceOf(InvalidSegmentException.class)
                    .hasMessageContaining("went back");
            assertThat(otherProxy.roundTrips()).isZero();
        });
    }

    /** The service was restarted and remembers nothing; the client does. */
    @Test
    void theClientsOwnGuardIsIntact() {
        client(otherProxy).run(context -> {
            SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
            for (int i = 0; i < 30; i++) {
                ids.nextId(tag);
            }
            TagStatus before = status(ids, tag);
            database.execute("UPDATE leaf_alloc SET max_id = 0 WHERE biz_tag = '" + tag + "'");
            IdService restarted = IdService.start(database);
            try (restarted;
                    TcpProxy toRestarted = new TcpProxy(restarted.port())) {
                client(toRestarted).run(fresh -> {
                    // Whoever has received nothing has nothing to compare with.
                    assertThat(fresh.getBean(SegmentIdGenerator.class).nextId(tag))
                            .isEqualTo(1);
                });
            }
            assertThat(before.highestReceived()).isGreaterThanOrEqualTo(30);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 3 * STEP; i++) {
                            ids.nextId(tag);
                        }
                    })
                    .isInstanceOf(InvalidSegmentException.class);
        });
    }

    private static HttpServer answering(int status, String body, List<String> seen) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Has one more claim fail. What callers of little patience are told is then the reason, and not that none came. */
    private static void awaitFailedClaim(SegmentIdGenerator ids, String tag) {
        long before = failedClaims(ids, tag);
        await().until(() -> {
            ids.warmUp(List.of(tag), Duration.ZERO); // again and again, because of the back-off
            return failedClaims(ids, tag) > before;
        });
    }

    private static long failedClaims(SegmentIdGenerator ids, String tag) {
        return ids.status(tag).map(TagStatus::failedClaims).orElse(0L);
    }

    private ApplicationContextRunner clientOf(HttpServer server, String... settings) {
        return application()
                .withPropertyValues(
                        "leaf.http.client.urls=http://127.0.0.1:"
                                + server.getAddress().getPort() + "/ids/",
                        "leaf.acquire-timeout=400ms")
                .withPropertyValues(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {'tag':'order','first':1,'last':11,'step':10}",
                "200 | {'tag':'other','first':1,'last':10,'step':10}",
                "200 | {'tag':'order','first':0,'last':9,'step':10}",
                "200 | {'tag':'order','first':-9223372036854775808,'last':9223372036854775807,'step':10}",
                "200 | {'tag':'order','first':9223372036854775800,'last':9223372036854775807,'step':10}",
                "200 | {'tag':'order','first':5,'last':4,'step':10}",
                "200 | {'tag':'order','first':'1','last':'10','step':10}",
                "200 | {'tag':'order','first':1.5,'last':10,'step':10}",
                "200 | {'tag':'order','first':1,'last':18446744073709551617,'step':10}",
                "200 | {'tag':'order','first':1,'last':10}",
                "200 | [1,2]",
                "200 | <html>log in</html>",
                "204 | ``",
                "302 | ``",
                "404 | not here",
                "429 | slow down",
                "500 | {'type':'about:blank'}"
            })
    void aWrongAnswerIsAFailureAndNoId(int status, String body) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = answering(status, body.replace('\'', '"'), seen);
        try {
            clientOf(server).run(context -> {
                SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                awaitFailedClaim(ids, "order");
                assertThatThrownBy(() -> ids.nextId("order")).isInstanceOf(IdsExhaustedException.class);
            });
        } finally {
            server.stop(0);
        }
        assertThat(seen)
                .isNotEmpty()
                .allMatch(call -> call.startsWith("/ids/api/v1/segments/order?size=10&knownStep=0"));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() throws Exception {
        HttpServer server = answering(200, "{" + " ".repeat(100_000) + "}", new CopyOnWriteArrayList<>());
        try {
            clientOf(server).run(context -> {
                SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                awaitFailedClaim(ids, "order");
                assertThatThrownBy(() -> ids.nextId("order")).hasStackTraceContaining("more than 16384 bytes");
            });
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aTokenThatIsRefusedIsToldWithoutTheToken(int status) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = answering(status, "", seen);
        try {
            clientOf(server, "leaf.http.client.token=s3cret", "leaf.http.client.tokens.order=t0psecret")
                    .run(context -> {
                        SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                        awaitFailedClaim(ids, "order");
                        awaitFailedClaim(ids, "invoice");
                        assertThatThrownBy(() -> ids.nextId("order"))
                                .hasMessageContaining("refuses tag 'order' with " + status)
                                .hasMessageContaining("leaf.http.client.tokens.order")
                                .satisfies(e -> assertThat(e)
                                        .hasStackTraceContaining("refuses")
                                        .message()
                                        .doesNotContain("cret"));
                        assertThatThrownBy(() -> ids.nextId("invoice")).isNotNull();
                        assertThat(context.getBean(LeafProperties.class).toString())
                                .doesNotContain("cret");
                    });
        } finally {
            server.stop(0);
        }
        assertThat(seen).anyMatch(call -> call.contains("/order") && call.contains("Bearer t0psecret"));
        assertThat(seen).anyMatch(call -> call.contains("/invoice") && call.contains("Bearer s3cret"));
    }

    @Test
    void aClaimThatFailedIsRepeatedWithItsKey() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = answering(503, "", seen);
        try {
            clientOf(server).run(context -> {
                SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                for (int claim = 0; claim < 3; claim++) {
                    awaitFailedClaim(ids, "order");
                }
                assertThatThrownBy(() -> ids.nextId("order")).isInstanceOf(IdsExhaustedException.class);
            });
        } finally {
            server.stop(0);
        }
        assertThat(seen).hasSizeGreaterThan(2);
        assertThat(seen.stream().distinct()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "leaf.enabled=true | 'leaf.http.client.urls' is empty",
                "leaf.http.client.urls=ftp://x | leaf.http.client.urls is ftp://x",
                "leaf.http.client.urls=localhost:8080 | leaf.http.client.urls is localhost:8080",
                "leaf.http.client.urls=http://u:secret@x | leaf.http.client.urls is one with a user",
                "leaf.http.client.urls=http://x?token=1 | without user, query",
                "leaf.http.client.connect-timeout=0ms | leaf.http.client.connect-timeout is 0",
                "leaf.http.client.request-timeout=11m | leaf.http.client.request-timeout is 660",
                "leaf.http.client.token=a b | leaf.http.client.token is no token",
                "leaf.http.client.ssl-bundle=none | leaf.http.client.ssl-bundle is 'none'"
            })
    void aBadSettingIsNamedAtStart(String setting, String said) {
        ApplicationContextRunner runner = application();
        if (!setting.contains("urls") && !setting.contains("enabled")) {
            runner = runner.withPropertyValues("leaf.http.client.urls=http://127.0.0.1:1");
        }
        runner.withPropertyValues(setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
                        .satisfiesAnyOf(
                                e -> assertThat(e)
                                        .isInstanceOf(LeafStartupException.class)
                                        .hasMessageContaining(said),
                                e -> assertThat(context.getStartupFailure()).hasStackTraceContaining(said)));
    }

    @Test
    void withoutJacksonItSaysWhatIsMissing() {
        client(proxy)
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(LeafStartupException.class)
                        .hasMessageContaining("Jackson 3"));
    }

    private static List<String> keys(List<String> seen) {
        return seen.stream()
                .map(call -> call.substring(call.lastIndexOf(' ') + 1))
                .distinct()
                .toList();
    }

    /** A process image that is taken after a stop may be restored twice. */
    @Test
    void aStopForgetsTheKeyOfAClaimThatFailed() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = answering(503, "", seen);
        try {
            clientOf(server).run(context -> {
                SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                awaitFailedClaim(ids, "order");
                assertThatThrownBy(() -> ids.nextId("order")).isInstanceOf(IdsExhaustedException.class);
                assertThat(keys(seen)).hasSize(1);

                context.getSourceApplicationContext().stop();
                context.getSourceApplicationContext().start();

                awaitFailedClaim(ids, "order");
                assertThatThrownBy(() -> ids.nextId("order")).isInstanceOf(IdsExhaustedException.class);
                assertThat(keys(seen)).hasSize(2);
            });
        } finally {
            server.stop(0);
        }
    }

    /** Until the row is put right, another client may get the range that the key stands for. */
    @Test
    void theKeyOfAClaimThatFailedIsForgottenWhereTheRowWentBack() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add("- " + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            byte[] body = "{\"type\":\"urn:leaf:quarantined\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(seen.size() == 2 ? 409 : 503, body.length);
            exchange.getResponseBody().write(seen.size() == 2 ? body : new byte[body.length]);
            exchange.close();
        });
        server.start();
        try {
            clientOf(server, "leaf.acquire-timeout=20s").run(context -> {
                SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                assertThatThrownBy(() -> ids.nextId("order")).isInstanceOf(InvalidSegmentException.class);
                awaitFailedClaim(ids, "order");
                assertThat(seen).hasSizeGreaterThan(2);
                assertThat(keys(seen.subList(0, 2))).hasSize(1);
                assertThat(keys(seen)).hasSize(2);
            });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPeriodIsClaimedWithTheTokenOfItsTag() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = answering(401, "", seen);
        try {
            clientOf(
                            server,
                            "leaf.http.client.token=s3cret",
                            "leaf.http.client.tokens.order=t0psecret",
                            "leaf.tags.order.reset=day")
                    .run(context -> {
                        SegmentIdGenerator ids = context.getBean(SegmentIdGenerator.class);
                        awaitFailedClaim(ids, "order.2026-11-26");
                        assertThatThrownBy(() -> ids.nextId("order.2026-11-26"))
                                .hasMessageContaining("leaf.http.client.tokens.order.");
                    });
        } finally {
            server.stop(0);
        }
        assertThat(seen).isNotEmpty().allMatch(call -> call.contains("Bearer t0psecret"));
    }

    @Test
    void aServiceOverAServicePassesClaimsOn() throws Exception {
        try (IdService between = IdService.start(
                TestDatabases.H2.create(),
                "leaf.allocator=http",
                "leaf.http.client.urls=http://127.0.0.1:" + service.port())) {
            IdService.Answer answer = between.post("/api/v1/segments/" + tag + "?size=7", "Idempotency-Key", "k");

            assertThat(answer.body())
                    .isEqualTo("{\"tag\":\"" + tag + "\",\"first\":1,\"last\":7,\"step\":" + STEP + "}");
            assertThat(between.post("/api/v1/segments/" + tag + "?size=7", "Idempotency-Key", "k")
                            .body())
                    .isEqualTo(answer.body());
        }
    }

    @Test
    void theHighestIdThatTheServiceAllowsIsTheClientsToo() {
        try (IdService limited =
                        IdService.start(TestDatabases.H2.create(), "leaf.tags.few.max-id=15", "leaf.tags.few.step=4");
                TcpProxy toLimited = new TcpProxy(limited.port())) {
            client(toLimited).withPropertyValues("leaf.max-step=10").run(context -> {
                IdGenerator ids = context.getBean(IdGenerator.class);
                for (int id = 5; id <= 15; id++) { // the service has taken four for itself
                    assertThat(ids.nextId("few")).isEqualTo(id);
                }
                assertThatThrownBy(() -> ids.nextId("few"))
                        .isInstanceOfSatisfying(
                                IdLimitReachedException.class,
                                e -> assertThat(e.limit()).isEqualTo(15));
            });
        }
    }
}
