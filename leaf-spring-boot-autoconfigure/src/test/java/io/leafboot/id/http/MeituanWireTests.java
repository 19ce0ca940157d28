package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.autoconfigure.TagGeneratorCustomizer;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;

/** Leaf's answers, recorded from its server. */
class MeituanWireTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                WithFlakes.class,
                "leaf.tags.flake.type=snowflake",
                "leaf.http.meituan.enabled=true",
                "leaf.tags.leaf-segment-test.step=100",
                "leaf.tags.by-post.step=100",
                "leaf.tags.anything.step=100",
                "leaf.tags.text.step=100",
                "leaf.tags.json.step=100",
                "leaf.tags.order.step=100",
                "leaf.tags.user.step=100",
                "leaf.tags.[shop.order].step=100",
                "leaf.http.tokens.user=users-1",
                "leaf.http.tokens.[*]=operator-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<RecordedAnswer> answers() throws Exception {
        return RecordedAnswer.of("meituan");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theAnswerIsTheOriginals(RecordedAnswer recorded) throws Exception {
        recorded.with("Authorization", "Bearer operator-1").check(server);
    }

    @Test
    void aClientThatReadsANumberUnderstandsIt() {
        RestClient client = RestClient.create("http://127.0.0.1:" + server.port());
        Long id = client.get()
                .uri("/api/segment/get/order")
                .header("Authorization", "Bearer operator-1")
                .header("Accept", "application/json, application/*+json") // as RestTemplate asks for a number
                .retrieve()
                .body(Long.class);
        assertThat(id).isPositive();
    }

    @Test
    void aSnowflakeIsOneOfATagThatIsDeclaredSo() throws Exception {
        assertThat(server.get("/api/snowflake/get/flake", "Authorization", "Bearer operator-1"))
                .isEqualTo("1795699992803");
        assertThat(server.send("GET", "/api/snowflake/get/flake").statusCode()).isEqualTo(401);
    }

    /** There, a key ended at its last dot. */
    @Test
    void aKeyWithADotIsTaken() throws Exception {
        assertThat(server.get("/api/segment/get/shop.order", "Authorization", "Bearer operator-1"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json, /", "", "application/json;q=x", "json"})
    void aClientThatAsksForNonsenseGetsText(String accept) throws Exception {
        HttpResponse<String> response =
                server.send("GET", "/api/segment/get/order", "Authorization", "Bearer operator-1", "Accept", accept);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(Long.parseLong(response.body())).isPositive();
    }

    @Test
    void withoutATokenThereIsNoId() throws Exception {
        HttpResponse<String> response = server.send("GET", "/api/segment/get/user", "Authorization", "Bearer x");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("\"status\":401,\"error\":\"Unauthorized\"");
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(server.send("GET", "/api/segment/get/user").statusCode()).isEqualTo(401);
        assertThat(server.get("/api/segment/get/user", "Authorization", "Bearer users-1"))
                .isEqualTo("1");
    }

    /** Whoever makes the ids of such tags. */
    @Configuration(proxyBeanMethods = false)
    @Import(WireServer.Server.class)
    static class WithFlakes {

        @Bean
        @Order(TagGeneratorCustomizer.SHAPE)
        TagGeneratorCustomizer flakes() {
            return (tag, settings, generator) -> tag.equals("flake") ? new OneFlake() : generator;
        }
    }

    private static final class OneFlake implements TagIdGenerator {

        @Override
        public String tag() {
            return "flake";
        }

        @Override
        public long nextId() {
            return 1795699992803L;
        }

        @Override
        public long[] nextIds(int n) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IdRange nextRange(int atMost) {
            throw new UnsupportedOperationException();
        }
    }
}
