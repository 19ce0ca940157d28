package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leafboot.id.segment.SegmentIdGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** The id service inside an application that has its own ways with HTTP. */
class IdServiceTests {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = WireServer.start(
                Shop.class,
                "leaf.http.log-level.enabled=true",
                "leaf.http.meituan.enabled=true",
                "leaf.http.tinyid.enabled=true",
                "leaf.http.max-count=50",
                "leaf.tags.order.step=100",
                "leaf.tags.head.step=100",
                "leaf.tags.user.step=100");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%20",
                "a%20b",
                "shop:order",
                "shop%2Forder",
                "..%2F..",
                "%00",
                "o%27rder",
                "%E8%AE%A2%E5%8D%95",
                "order%0A",
                "%22%3E%3Cscript%3E",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void aNameThatIsNoTagIsRefusedBeforeTheTableIsAsked(String tag) throws Exception {
        SegmentIdGenerator generator = server.context().getBean(SegmentIdGenerator.class);
        for (String path : List.of("/api/v1/id?biz_tag=", "/api/v1/id/batch?count=2&biz_tag=")) {
            HttpResponse<String> response = server.send("GET", path + tag);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"code\":2,\"msg\":\"biz_tag参数无效，允许[A-Za-z0-9._-]{1,128}\"}\n");
        }
        assertThat(server.get("/tinyid/id/nextId?bizType=" + tag)).contains("\"code\":6", "bizType is not");
        assertThat(server.get("/tinyid/id/nextIdSimple?bizType=" + tag)).isEmpty();
        assertThat(generator.statuses()).allMatch(status -> TagAccess.isTag(status.tag()));
        assertThat(generator.status(URLDecoder.decode(tag, StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void hugeAndRepeatedParametersDoNoHarm() throws Exception {
        String many = "biz_tag=order&".repeat(300);
        assertThat(server.get("/api/v1/id?" + many)).contains("\"code\":0");
        assertThat(server.get("/api/v1/id?biz_tag=" + "x".repeat(4_000))).contains("\"code\":2");
        assertThat(server.get("/api/v1/id/batch?biz_tag=order&count=" + "9".repeat(4_000)))
                .contains("\"code\":3", "1-50");
        assertThat(server.send("GET", "/api/v1/id?biz_tag=" + "x".repeat(20_000))
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("GET", "/tinyid/id/nextIdSimple?" + "bizType=order&".repeat(300))
                        .body())
                .matches("\\d+");
        assertThat(server.send("GET", "/tinyid/id/nextId?bizType=" + "x".repeat(4_000))
                        .body())
                .contains("\"code\":6");
        assertThat(server.get("/api/v1/id?biz_tag=order")).contains("\"code\":0");
    }

    @Test
    void aThousandRequestsAtOnceGetAThousandIds() throws Exception {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<Future<?>> requests = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String path = i % 2 == 0 ? "/api/v1/id?biz_tag=user" : "/api/segment/get/user";
                requests.add(threads.submit(() -> {
                    assertThat(server.drawId(path)).matches(seen::add);
                    return null;
                }));
            }
            for (Future<?> request : requests) {
                request.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(seen).hasSize(1_000);
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        HttpResponse<String> response = server.send("HEAD", "/api/v1/id?biz_tag=head");
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).contains("36");
    }

    @Test
    void adviceAndConvertersOfTheApplicationDoNotChangeTheBytes() throws Exception {
        assertThat(server.get("/greeting")).isEqualTo("wrapped");
        assertThat(server.get("/api/v1/id?biz_tag=order"))
                .matches("\\{\"code\":0,\"msg\":\"success\",\"data\":\\d+}\n");
        assertThat(server.get("/api/segment/get/order")).matches("\\d+");
    }

    @Test
    void interceptorsOfTheApplicationSeeTheCalls() throws Exception {
        AtomicInteger calls = server.context().getBean("calls", AtomicInteger.class);
        int before = calls.get();
        server.get("/api/v1/id?biz_tag=order");
        server.get("/api/segment/get/order");
        assertThat(calls.get()).isEqualTo(before + 2);
    }

    @Test
    void afterAStopThereIsAnErrorAndNoId() throws Exception {
        SegmentIdGenerator generator = server.context().getBean(SegmentIdGenerator.class);
        generator.stop();
        try {
            assertThat(server.get("/api/v1/id?biz_tag=order"))
                    .isEqualTo("{\"code\":2,\"msg\":\"No id for tag 'order': the service is stopping.\"}\n");
            assertThat(server.get("/api/v1/id/batch?biz_tag=order&count=2")).startsWith("{\"code\":2,");
            assertThat(server.send("GET", "/api/segment/get/order").statusCode())
                    .isEqualTo(500);
            assertThat(server.get("/api/segment/get/order")).contains("Result{id=-1, status=EXCEPTION}");
            assertThat(server.get("/tinyid/id/nextId?bizType=order")).contains("\"data\":null,\"code\":6");
            assertThat(server.get("/tinyid/id/nextSegmentIdSimple?bizType=order"))
                    .isEmpty();
        } finally {
            generator.start();
        }
        assertThat(server.get("/api/v1/id?biz_tag=order")).contains("\"code\":0");
    }

    @Test
    void theLogLevelChangesByGetAndByPost() throws Exception {
        org.slf4j.Logger root = LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        assertThat(root.isWarnEnabled()).isTrue();
        assertThat(server.get("/api/v1/log/level?level=error")).isEqualTo("{\"code\":0,\"msg\":\"日志级别调整成功\"}\n");
        assertThat(root.isWarnEnabled()).isFalse();
        assertThat(server.send("POST", "/api/v1/log/level?level=warn").body()).contains("\"code\":0");
        assertThat(root.isWarnEnabled()).isTrue();
        for (String level : List.of("WARNING", "off", "trace", "%0A")) {
            assertThat(server.get("/api/v1/log/level?level=" + level)).contains("\"code\":3");
        }
        assertThat(root.isWarnEnabled()).isTrue();
        assertThat(root.isInfoEnabled()).isFalse();
    }

    @Test
    void curlGetsAnId() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "There is no /usr/bin/curl");
        Process curl = new ProcessBuilder(
                        "/usr/bin/curl", "-sS", "http://127.0.0.1:" + server.port() + "/api/v1/id?biz_tag=order")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(curl.getInputStream().readAllBytes()))
                .matches("\\{\"code\":0,\"msg\":\"success\",\"data\":\\d+}\n");
        assertThat(curl.waitFor()).isZero();
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WireServer.Server.class, Greeting.class, Wrapping.class})
    static class Shop implements WebMvcConfigurer {

        private final AtomicInteger calls = new AtomicInteger();

        @Bean
        AtomicInteger calls() {
            return calls;
        }

        @Override
        public void addInterceptors(InterceptorRegistry registry) {
            registry.addInterceptor(new HandlerInterceptor() {
                @Override
                public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
                        throws IOException {
                    calls.incrementAndGet();
                    return true;
                }
            });
        }
    }

    @RestController
    static class Greeting {

        @GetMapping("/greeting")
        String greeting() {
            return "hello";
        }
    }

    /** As applications do that put each answer in an envelope of their own. */
    @RestControllerAdvice
    static class Wrapping implements ResponseBodyAdvice<Object> {

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
            return body instanceof Map ? body : "wrapped";
        }
    }
}
