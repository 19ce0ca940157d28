package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Whatever is answered below {@code /api/v1/segments} is guarded. */
class SegmentsGuardTests {

    @Test
    void aHandlerIsReachedByATagAndItsTokenOnly() throws Exception {
        try (WireServer server =
                WireServer.start(Probing.class, "leaf.http.tokens.order=orders-1", "leaf.http.tokens.user=users-1")) {
            String path = "/api/v1/segments/order/probe";
            assertThat(server.get(path, "Authorization", "Bearer orders-1")).isEqualTo("reached order");
            assertRefused(server.send("GET", path), 401);
            assertRefused(server.send("GET", path, "Authorization", "Bearer users-1"), 401);
            assertRefused(server.send("GET", "/api/v1/segments/nobody/probe", "Authorization", "Bearer orders-1"), 401);
            assertRefused(server.send("GET", "/api/v1/segments/a%20b/probe", "Authorization", "Bearer orders-1"), 400);
            assertThat(server.send("GET", "/api/v1/segments").statusCode()).isEqualTo(404);
        }
    }

    private static void assertRefused(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
        assertThat(response.body()).contains("\"status\":" + status).doesNotContain("reached");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WireServer.Server.class, Probe.class})
    static class Probing {}

    @RestController
    static class Probe {

        @GetMapping("/api/v1/segments/{tag}/probe")
        String probe(@PathVariable String tag) {
            return "reached " + tag;
        }
    }
}
