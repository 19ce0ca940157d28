package io.leafboot.samples.idservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stop does to requests, and to ids in memory. */
class GracefulStopTests {

    @TempDir
    private Path folder;

    @Test
    void aRequestUnderWayIsAnsweredAndWhatItLeavesIsGivenBack() throws Exception {
        try (EmbeddedPostgres postgres = DatabaseServers.postgres(folder)) {
            // Until its row is free the request waits, however long the stop takes to close the port.
            String[] settings = Stream.concat(
                            Arrays.stream(DatabaseServers.settings(postgres)),
                            Stream.of("--leaf.acquire-timeout=60s", "--leaf.claim-timeout=60s"))
                    .toArray(String[]::new);
            RunningService service = RunningService.start(folder, settings);
            execute(postgres, "INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES ('late', 0, 1000)");
            RowLock lock = RowLock.on(postgres, "late");
            CompletableFuture<HttpResponse<String>> answer = service.getAsync("/api/v1/id?biz_tag=late");
            lock.awaitWaitingClaim();

            int port = service.port();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(service::close);
            await().until(() -> !accepts(port));
            assertThat(answer).isNotDone();
            assertThat(stop).isNotDone();
            lock.release();

            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(answer.join().body()).isEqualTo("{\"code\":0,\"msg\":\"success\",\"data\":1}\n");
            stop.join();
            assertThat(maxId(postgres, "late")).isEqualTo(1);
        }
    }

    @Test
    void aStopUnderLoadLosesNoAnswerAndNoId() throws Exception {
        int clients = 8;
        try (EmbeddedPostgres postgres = DatabaseServers.postgres(folder)) {
            // The next segment comes long before it is needed, so that no claim is in flight at the stop: then what is
            // left of the segment before it would not be given back.
            String[] settings = Stream.concat(
                            Arrays.stream(DatabaseServers.settings(postgres)),
                            Stream.of("--leaf.tags.order.step=50000", "--leaf.outage-budget=1h"))
                    .toArray(String[]::new);
            RunningService service = RunningService.start(folder, settings);
            Set<Long> ids = ConcurrentHashMap.newKeySet();
            ExecutorService executor = Executors.newFixedThreadPool(clients);
            List<CompletableFuture<Void>> running = IntStream.range(0, clients)
                    .mapToObj(client -> CompletableFuture.runAsync(() -> drawUntilRefused(service, ids), executor))
                    .toList();
            SegmentIdGenerator generator = service.application().getBean(SegmentIdGenerator.class);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> ids.size() > 500
                            && generator.status("order").orElseThrow().next() != null);

            service.close();
            running.forEach(CompletableFuture::join);
            executor.shutdown();

            long last = maxId(postgres, "order");
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
        }
    }

    private static void drawUntilRefused(RunningService service, Set<Long> ids) {
        while (true) {
            HttpResponse<String> response;
            try {
                response = service.get("/api/v1/id?biz_tag=order");
            } catch (CompletionException e) {
                assertThat(e).hasRootCauseInstanceOf(IOException.class);
                return; // no more connections, which is how a balancer is told to ask another instance
            }
            if (response.statusCode() != 200) {
                assertThat(response.statusCode())
                        .isIn(503, 400); // 400 is Tomcat's for what it was reading when it stopped
                assertThat(response.body()).doesNotContain("data");
                return;
            }
            long id = JsonPath.<Number>read(response.body(), "$.data").longValue();
            assertThat(ids.add(id)).isTrue();
        }
    }

    private static long maxId(EmbeddedPostgres postgres, String tag) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT max_id FROM leaf_alloc WHERE biz_tag = '" + tag + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
