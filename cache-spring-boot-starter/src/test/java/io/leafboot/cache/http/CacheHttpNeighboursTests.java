package io.leafboot.cache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.ClusterInfo;
import io.leafboot.cache.http.CacheHttpServer.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** In an application that has much of its own, both keep what is theirs. */
class CacheHttpNeighboursTests {

    private static final String[] SETTINGS = {
        "cache.http.open=true", "cache.http.caches=scores,remote", "cache.caches.scores.type=memory"
    };

    private static CacheHttpServer start(Class<?> application, String... more) {
        String[] all = Arrays.copyOf(SETTINGS, SETTINGS.length + more.length);
        System.arraycopy(more, 0, all, SETTINGS.length, more.length);
        return CacheHttpServer.start(application, all);
    }

    @Test
    void nothingIsAnsweredUnlessItIsAskedFor() throws Exception {
        try (CacheHttpServer server = start(CacheHttpServer.Server.class, "cache.http.enabled=false")) {
            server.caches().cache("scores").put("Tom", "630");
            assertThat(server.get("/api/cache/scores/Tom").status()).isEqualTo(404);
            assertThat(server.get("/api/cache/scores/Tom").body()).doesNotContain("urn:leaf");
        }
    }

    @Test
    void theApplicationKeepsItsPathsAndDoesNotTakeOurs() throws Exception {
        try (CacheHttpServer server = start(Busy.class)) {
            assertThat(server.put("/api/cache/scores/Tom", "text/plain", "630").status())
                    .isEqualTo(204);
            assertThat(server.get("/api/cache/scores/Tom").body()).isEqualTo("630");
            assertThat(server.get("/api/cache/scores/nobody").status()).isEqualTo(404);
            assertThat(server.get("/api/cached").body()).isEqualTo("advised: page");
            assertThat(server.get("/api/cache").body()).isEqualTo("advised: page");
            assertThat(server.get("/api/other").body()).isEqualTo("advised: other");
        }
    }

    @Test
    void adviceOfTheApplicationChangesNoAnswer() throws Exception {
        try (CacheHttpServer server = start(Busy.class)) {
            server.caches().cache("scores").put("bad", new Object() {
                public String getName() {
                    throw new IllegalStateException();
                }
            });
            assertThat(server.get("/api/cache/scores/bad").<String>read("$.type"))
                    .isEqualTo("urn:leaf:cache:failed");
        }
    }

    @Test
    void interceptorsAndCorsSettingsOfTheApplicationApply() throws Exception {
        try (CacheHttpServer server = start(Busy.class)) {
            assertThat(server.get("/api/cache/scores/Tom", "Blocked", "yes").status())
                    .isEqualTo(418);
            Answer preflight = server.send(
                    "OPTIONS",
                    "/api/cache/scores/Tom",
                    BodyPublishers.noBody(),
                    "Origin",
                    "https://shop.example",
                    "Access-Control-Request-Method",
                    "PUT");
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
            assertThat(server.get("/api/cache/scores/Tom", "Origin", "https://elsewhere.example")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPathThatTheApplicationAnswersItselfIsAnErrorAtStart() {
        assertThatThrownBy(() -> start(Busy.class, "cache.http.base-path=/api/other"))
                .isInstanceOf(InvalidCacheSpecException.class)
                .hasMessageContaining("cache.http.base-path is '/api/other'")
                .hasMessageContaining("'/api/other'");
        assertThatThrownBy(() -> start(CacheHttpServer.Server.class, "cache.http.base-path=/actuator"))
                .isInstanceOf(InvalidCacheSpecException.class)
                .hasMessageContaining("'/actuator");
    }

    @Test
    void thePathCanBeAnotherAndLieBelowOthers() throws Exception {
        try (CacheHttpServer server = start(
                CacheHttpServer.Server.class,
                "cache.http.base-path=/in/caches",
                "server.servlet.context-path=/shop",
                "spring.mvc.servlet.path=/mvc")) {
            assertThat(server.put("/shop/mvc/in/caches/scores/a/b%20c", "text/plain", "1")
                            .status())
                    .isEqualTo(204);
            assertThat(server.caches().cache("scores").get("a/b c", String.class))
                    .isEqualTo("1");
            assertThat(server.get("/shop/in/caches/scores/a/b%20c").status()).isEqualTo(404);
        }
    }

    @Test
    void noCacheIsMadeByAskingForIt() throws Exception {
        try (CacheHttpServer server = CacheHttpServer.start(
                CacheHttpServer.Server.class,
                "cache.http.open=true",
                "cache.http.caches=*",
                "cache.create-unknown=true")) {
            assertThat(server.get("/api/cache/any/Tom").status()).isEqualTo(404);
            assertThat(server.put("/api/cache/any/Tom", "text/plain", "1").status())
                    .isEqualTo(404);
            assertThat(server.caches().names()).isEmpty();
            server.caches().getCache("any");
            assertThat(server.put("/api/cache/any/Tom", "text/plain", "1").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsAProblemWithoutItsName() throws Exception {
        try (CacheHttpServer server = start(
                CacheHttpServer.Server.class,
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=1",
                "cache.redis.command-timeout=200ms",
                "cache.caches.remote.type=redis",
                "cache.caches.remote.on-error=propagate")) {
            server.caches().cache("scores").put("Tom", "630");
            for (Answer answer : List.of(
                    server.get("/api/cache/remote/Tom"),
                    server.put("/api/cache/remote/Tom", "text/plain", "1"),
                    server.delete("/api/cache/remote/Tom"),
                    server.post("/api/cache/remote/bulk", "{\"keys\":[\"Jack\"]}"),
                    server.post("/api/cache/invalidate?key=Tom", ""))) {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.<String>read("$.type")).isEqualTo("urn:leaf:cache:unavailable");
                assertThat(answer.body()).doesNotContainIgnoringCase("redis", "lettuce", "127.0.0.1");
            }
            assertThat(server.get("/api/cache/scores/Tom").status()).isEqualTo(404); // whose turn came all the same
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsAMissWhereItDegrades() throws Exception {
        try (CacheHttpServer server = start(
                CacheHttpServer.Server.class,
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=1",
                "cache.redis.command-timeout=200ms",
                "cache.caches.remote.type=redis")) {
            assertThat(server.get("/api/cache/remote/Tom").status()).isEqualTo(404);
            assertThat(server.delete("/api/cache/remote/Tom").status()).isEqualTo(204);
        }
    }

    @Test
    void aClusterIsShownWithHowItGrows() throws Exception {
        try (CacheHttpServer server = start(InCluster.class)) {
            Answer answer = server.get("/api/cache/cluster");
            assertThat(answer.<List<String>>read("$.members")).containsExactly("a", "b");
            assertThat(answer.<String>read("$.scaling")).contains("once more");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(CacheHttpServer.Server.class)
    static class InCluster {

        @Bean
        ClusterInfo cluster() {
            return () -> Map.of("members", List.of("a", "b"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({CacheHttpServer.Server.class, Pages.class, Advice.class})
    static class Busy implements WebMvcConfigurer {

        @Override
        public void addInterceptors(InterceptorRegistry registry) {
            registry.addInterceptor(new HandlerInterceptor() {
                @Override
                public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
                        throws IOException {
                    if (request.getHeader("Blocked") == null) {
                        return true;
                    }
                    response.setStatus(418);
                    return false;
                }
            });
        }

        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/api/**")
                    .allowedOrigins("https://shop.example")
                    .allowedMethods("GET", "PUT");
        }
    }

    @RestController
    static class Pages {

        @GetMapping("/**")
        String page() {
            return "page";
        }

        @GetMapping("/api/other")
        String other() {
            return "other";
        }
    }

    @ControllerAdvice
    static class Advice implements ResponseBodyAdvice<Object> {

        @ExceptionHandler(RuntimeException.class)
        ResponseEntity<String> failed() {
            return ResponseEntity.ok("advised failure");
        }

        @Override
        public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
            return true;
        }

        @Override
        public @Nullable Object beforeBodyWrite(
                @Nullable Object body,
                MethodParameter returnType,
                MediaType selectedContentType,
                Class<? extends HttpMessageConverter<?>> selectedConverterType,
                ServerHttpRequest request,
                ServerHttpResponse response) {
            return "advised: " + body;
        }
    }
}
