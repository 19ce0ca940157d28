package io.leafboot.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.TestSocketUtils;
import redis.embedded.RedisServer;

/** The sample as a newcomer meets it: started, called over HTTP, stopped and started again. */
class QuickstartApplicationTests {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        start(new String[0]);
    }

    private void start(String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.add("--server.port=0");
        args.add("--spring.datasource.url=jdbc:h2:file:" + data.resolve("quickstart"));
        application = SpringApplication.run(QuickstartApplication.class, args.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aPostHandsOutIdsAndARestartGoesOnWhereTheyEnded() throws Exception {
        assertThat(ids("/ids/order")).containsExactly(1L);
        assertThat(ids("/ids/order?count=10")).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(ids("/ids/user")).containsExactly(10001L);

        await().until(() -> !get("/actuator/leaf").body().contains("loading")); // or the claim in flight leaves a gap
        stop();
        start();

        assertThat(ids("/ids/order")).containsExactly(12L);
        assertThat(ids("/ids/user")).containsExactly(10002L);
    }

    @Test
    void whatCannotBeIsRefusedWithAReason() throws Exception {
        HttpResponse<String> unknown = post("/ids/nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("nobody", "leaf.tags");
        for (String count : List.of("0", "-1", "100001", "many")) {
            assertThat(post("/ids/order?count=" + count).statusCode()).as(count).isEqualTo(400);
        }
        assertThat(get("/ids/order").statusCode()).isEqualTo(405);
        assertThat(ids("/ids/order")).containsExactly(1L);
    }

    @Test
    void anOperatorSeesBuffersAndHealth() throws Exception {
        HttpResponse<String> leaf = get("/actuator/leaf");
        assertThat(leaf.statusCode()).isEqualTo(200);
        assertThat((int) JsonPath.read(leaf.body(), "$.tags.order.buffer.remaining"))
                .isEqualTo(1000);
        assertThat((String) JsonPath.read(leaf.body(), "$.tags.user.row.description"))
                .isEqualTo("Users");
        HttpResponse<String> health = get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat((String) JsonPath.read(health.body(), "$.components.leaf.status"))
                .isEqualTo("UP");
    }

    @Test
    void aProductIsReadFromTheCacheUntilItsPriceChanges() throws Exception {
        HttpResponse<String> added = post("/products?name=Tea&cents=499");
        assertThat(added.statusCode()).isEqualTo(201);
        String product = "/products/" + JsonPath.read(added.body(), "$.id");

        assertThat((int) JsonPath.read(get(product).body(), "$.cents")).isEqualTo(499);
        assertThat((int) JsonPath.read(get(product).body(), "$.cents")).isEqualTo(499);
        assertThat((int) JsonPath.read(get("/actuator/cachestats/product").body(), "$.hits"))
                .isEqualTo(1);

        assertThat(client.send(
                                request(product + "?cents=599")
                                        .PUT(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(204);
        assertThat((int) JsonPath.read(get(product).body(), "$.cents")).isEqualTo(599);
        assertThat(get("/products/999").statusCode()).isEqualTo(404);
    }

    @Test
    void withTheProfileRedisProductsAreCachedInARealRedis() throws Exception {
        stop();
        int port = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        try {
            start("--spring.profiles.active=redis", "--spring.data.redis.port=" + port);
            String product = "/products/"
                    + JsonPath.read(post("/products?name=Tea&cents=499").body(), "$.id");
            get(product);
            stop();
            start("--spring.profiles.active=redis", "--spring.data.redis.port=" + port);

            assertThat((int) JsonPath.read(get(product).body(), "$.cents")).isEqualTo(499);

            String stats = get("/actuator/cachestats/product").body();
            assertThat((int) JsonPath.read(stats, "$.hits")).as(stats).isEqualTo(1);
            assertThat((String) JsonPath.read(get("/actuator/health").body(), "$.components.cache.status"))
                    .isEqualTo("UP");
        } finally {
            stop();
            redis.stop();
        }
    }

    @Test
    void theStarterGivesAnApplicationNeitherFlywayNorJpa() {
        assertThat(application.getBeansOfType(Flyway.class)).isEmpty();
        assertThat(application.getBeanDefinitionNames())
                .doesNotContain("flyway", "flywayInitializer", "entityManagerFactory");
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

    private long[] ids(String path) throws Exception {
        HttpResponse<String> response = post(path);
        assertThat(response.statusCode()).isEqualTo(200);
        List<Number> ids = JsonPath.read(response.body(), "$");
        return ids.stream().mapToLong(Number::longValue).toArray();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
