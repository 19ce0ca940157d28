package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** tinyid's answers, recorded from its server, and what its client makes of them. */
class TinyidWireTests {

    private static WireServer server;

    private static WireServer guarded;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                "leaf.http.tinyid.enabled=true",
                "leaf.tags.test.step=100",
                "leaf.tags.batch.step=100",
                "leaf.tags.by-post.step=100",
                "leaf.tags.empty.step=100",
                "leaf.tags.simple.step=100",
                "leaf.tags.simple-batch.step=100",
                "leaf.tags.segment.step=2000",
                "leaf.tags.simple-segment.step=2000",
                "leaf.tags.order.step=100",
                "leaf.tags.ranges.step=100");
        guarded = WireServer.start(
                "leaf.http.tinyid.enabled=true",
                "leaf.http.max-count=20",
                "leaf.tags.order.step=1000",
                "leaf.tags.user.step=1000",
                "leaf.http.tokens.order=orders-1",
                "leaf.http.tokens.user=users-1");
    }

    @AfterAll
    static void stop() {
        server.close();
        guarded.close();
    }

    static Stream<RecordedAnswer> answers() throws Exception {
        return RecordedAnswer.of("tinyid");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theAnswerIsTheOriginals(RecordedAnswer recorded) throws Exception {
        recorded.check(server);
    }

    @Test
    void clientsDrawFromRangesThatNobodyElseDrawsFrom() throws Exception {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> clients = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        TinyidClient client = new TinyidClient(server.port(), "any", "ranges");
                        for (int range = 0; range < 25; range++) {
                            assertThat(client.drawRange()).isNotEmpty().allMatch(seen::add);
                            assertThat(server.drawId("/api/v1/id?biz_tag=ranges"))
                                    .matches(seen::add);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(seen).hasSizeGreaterThan(8 * 25 * 2);
    }

    @Test
    void moreThanTheLargestBatchIsTheLargestBatch() throws Exception {
        assertThat(guarded.get("/tinyid/id/nextIdSimple?bizType=order&batchSize=5000&token=orders-1")
                        .split(","))
                .hasSize(20);
    }

    @ParameterizedTest
    @CsvSource({"order, users-1", "user, orders-1", "order, orders-2", "order, ''", "nobody, orders-1", "'', orders-1"})
    void aTokenIsGoodForItsTypeOnly(String bizType, String token) throws Exception {
        String query = "?bizType=" + bizType + "&token=" + token;
        String refused = "{\"data\":null,\"code\":5,\"message\":\"token is error\"}";
        assertThat(guarded.get("/tinyid/id/nextId" + query)).isEqualTo(refused);
        assertThat(guarded.get("/tinyid/id/nextSegmentId" + query)).isEqualTo(refused);
        assertThat(guarded.send("GET", "/tinyid/id/nextIdSimple" + query))
                .matches(response ->
                        response.statusCode() == 200 && response.body().isEmpty());
        assertThatThrownBy(() -> new TinyidClient(guarded.port(), token, bizType).drawRange())
                .isInstanceOf(IOException.class)
                .hasMessage("No range");
    }

    @Test
    void aTokenInAFormOrAHeaderIsGoodToo() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + guarded.port() + "/tinyid/id/nextIdSimple"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("bizType=user&token=users-1"))
                .build();
        Set<String> ids = new HashSet<>();
        ids.add(HttpClient.newHttpClient().send(form, BodyHandlers.ofString()).body());
        ids.add(guarded.get("/tinyid/id/nextIdSimple?bizType=user", "Authorization", "Bearer users-1"));
        ids.add(guarded.get("/tinyid/id/nextIdSimple?bizType=user&token=users-1"));
        assertThat(ids).containsExactlyInAnyOrder("1", "2", "3");
    }
}
