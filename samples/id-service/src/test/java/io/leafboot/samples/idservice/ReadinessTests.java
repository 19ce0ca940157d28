package io.leafboot.samples.idservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.TestSocketUtils;

/** When the service says that it is ready. */
class ReadinessTests {

    @TempDir
    private Path folder;

    @Test
    void nothingIsServedBeforeTheDeclaredTagsHaveIdsInMemory() throws Exception {
        try (EmbeddedPostgres postgres = DatabaseServers.postgres(folder)) {
            int port = freePort();
            String[] settings = Stream.concat(
                            Arrays.stream(DatabaseServers.settings(postgres)), Stream.of("--server.port=" + port))
                    .toArray(String[]::new);
            RunningService.start(folder, settings).close();

            RowLock lock = RowLock.on(postgres, "order");
            CompletableFuture<RunningService> starting =
                    CompletableFuture.supplyAsync(() -> RunningService.start(folder, settings));
            lock.awaitWaitingClaim();
            assertThat(accepts(port)).isFalse();
            assertThat(starting).isNotDone();
            lock.release();

            try (RunningService service = starting.join()) {
                assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
                RowLock again = RowLock.on(postgres, "order");
                try (again) {
                    assertThat(service.id("order")).as("from memory").isEqualTo(1);
                }
            }
        }
    }

    @Test
    void anInstanceWithoutIdsIsTakenOutOfTrafficAndComesBackByItself() throws Exception {
        try (EmbeddedPostgres postgres = DatabaseServers.postgres(folder);
                RunningService service = RunningService.start(folder, DatabaseServers.settings(postgres))) {
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
            try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
                connection.createStatement().execute("ALTER TABLE leaf_alloc RENAME TO leaf_alloc_away");
                await().until(() -> {
                    service.get("/api/v1/id/batch?biz_tag=order&count=1000");
                    return service.get("/readyz").statusCode() == 503;
                });
                assertThat(service.get("/livez").statusCode()).isEqualTo(200);

                connection.createStatement().execute("ALTER TABLE leaf_alloc_away RENAME TO leaf_alloc");
            }
            await().until(() -> service.get("/readyz").statusCode() == 200);
            assertThat(service.id("order")).isPositive();
        }
    }

    /** One that no socket gets which asks for any, since it is bound only later. */
    private static int freePort() {
        int lowestEphemeralPort = 32_768;
        int port = TestSocketUtils.findAvailableTcpPort();
        while (port >= lowestEphemeralPort) {
            port = TestSocketUtils.findAvailableTcpPort();
        }
        return port;
    }

    private static boolean accepts(int port) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }
}
