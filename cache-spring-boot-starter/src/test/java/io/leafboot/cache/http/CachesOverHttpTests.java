package io.leafboot.cache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.http.CacheHttpServer.Answer;
import io.leafboot.cache.test.RedisServers;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Every call, over caches in memory, in Redis and of two levels: a client cannot tell which it is. */
class CachesOverHttpTests {

    private static final String MEMORY = "/api/cache/memory";

    private static CacheHttpServer server;

    record User(String name, int age) {}

    @BeforeAll
    static void start() {
        String[] redis = RedisServers.standalone().properties();
        server = CacheHttpServer.start(
                Application.class,
                redis[0],
                redis[1],
                "cache.http.open=true",
                "cache.http.caches=memory,redis,two-level,users,blobs,scores,unlisted-keys,texts",
                "cache.http.max-value-size=10KB",
                "cache.http.max-bulk=5",
                "cache.defaults.key-prefix=http-tests:",
                "cache.caches.memory.type=memory",
                "cache.caches.redis.type=redis",
                "cache.caches.redis.key-index=true",
                "cache.caches.two-level.type=two-level",
                "cache.caches.two-level.key-index=true",
                "cache.caches.unlisted-keys.type=redis",
                "cache.caches.users.type=redis",
                "cache.caches.users.value-type=" + User.class.getName(),
                "cache.caches.blobs.value-type=[B",
                "cache.caches.texts.value-type=java.lang.String",
                "cache.caches.scores.type=redis",
                "cache.caches.secret.type=memory");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void clear() {
        server.caches().resetCaches();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aValueIsPutReadAndDeleted(String cache) throws Exception {
        String path = "/api/cache/" + cache + "/Tom";
        assertThat(server.get(path).status()).isEqualTo(404);
        Answer put = server.put(path, "text/plain", "630");
        assertThat(put.status()).isEqualTo(204);
        assertThat(put.body()).isEmpty();
        Answer get = server.get(path);
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.body()).isEqualTo("630");
        assertThat(get.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(get.header("Cache-Control")).isEqualTo("no-store");
        assertThat(get.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(server.caches().cache(cache).get("Tom", String.class)).isEqualTo("630");
        assertThat(server.delete(path).status()).isEqualTo(204);
        assertThat(server.get(path).status()).isEqualTo(404);
        assertThat(server.delete(path).status()).isEqualTo(204);
    }

    @Test
    void aMissIsAProblemThatSaysSo() throws Exception {
        Answer miss = server.get(MEMORY + "/nobody");
        assertThat(miss.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(miss.<String>read("$.type")).isEqualTo("urn:leaf:cache:no-entry");
        assertThat(miss.<String>read("$.title")).isEqualTo("Not Found");
        assertThat(miss.<Integer>read("$.status")).isEqualTo(404);
    }

    @Test
    void theHeadHasNoBody() throws Exception {
        server.put(MEMORY + "/Tom", "text/plain", "630");
        Answer head = server.send("HEAD", MEMORY + "/Tom", BodyPublishers.noBody());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("3");
        assertThat(head.body()).isEmpty();
        assertThat(server.send("HEAD", MEMORY + "/nobody", BodyPublishers.noBody())
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aNullIsAnAnswerWithoutContent(String cache) throws Exception {
        server.caches().cache(cache).put("nothing", null);
        Answer get = server.get("/api/cache/" + cache + "/nothing");
        assertThat(get.status()).isEqualTo(204);
        assertThat(get.header("Content-Type")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void bytesStayBytes(String cache) throws Exception {
        byte[] bytes = {0, 1, (byte) 0xff, 10};
        String path = "/api/cache/" + cache + "/blob";
        assertThat(server.put(path, "application/octet-stream", BodyPublishers.ofByteArray(bytes))
                        .status())
                .isEqualTo(204);
        Answer get = server.get(path);
        assertThat(get.response().body()).isEqualTo(bytes);
        assertThat(get.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(server.put(path, null, BodyPublishers.ofByteArray(bytes)).status())
                .isEqualTo(204);
        assertThat(server.caches().cache(cache).get("blob", byte[].class)).isEqualTo(bytes);
    }

    @Test
    void jsonIsReadAsTheTypeOfTheCache() throws Exception {
        assertThat(server.put("/api/cache/users/7", "application/json", "{\"name\":\"Tom\",\"age\":7}")
                        .status())
                .isEqualTo(204);
        assertThat(server.caches().cache("users").get("7", User.class)).isEqualTo(new User("Tom", 7));
        server.caches().cache("users").put("8", new User("Jack", 8));
        Answer get = server.get("/api/cache/users/8");
        assertThat(get.header("Content-Type")).isEqualTo("application/json");
        assertThat(get.body()).isEqualTo("{\"name\":\"Jack\",\"age\":8}");
        assertThat(server.put("/api/cache/users/9", "application/vnd.shop.user+json", get.body())
                        .status())
                .isEqualTo(204);
        assertThat(server.put("/api/cache/users/9", "application/json", "null").status())
                .isEqualTo(204);
        assertThat(server.get("/api/cache/users/9").status()).isEqualTo(204);
    }

    @Test
    void jsonThatIsNotOfTheTypeIsRefusedWithoutNamesOfClasses() throws Exception {
        for (String body : List.of("{\"name\":[1]}", "{", "")) {
            Answer answer = server.put("/api/cache/users/7", "application/json", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("User", "jackson");
        }
        assertThat(server.get("/api/cache/users/7").status()).isEqualTo(404);
    }

    @Test
    void theBytesNeverNameAClass() throws Exception {
        String body = "[\"" + User.class.getName() + "\",{\"name\":\"Tom\",\"age\":7}]";
        assertThat(server.put("/api/cache/users/7", "application/json", body).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "memory, application/json, value-type",
        "memory, application/x-www-form-urlencoded, text/plain",
        "memory, image/png, text/plain",
        "memory, nonsense, content type",
        "users, text/plain, application/json",
        "blobs, text/plain, application/octet-stream",
        "texts, application/json, text/plain"
    })
    void aBodyOfAnotherTypeIsRefusedAndToldWhatToSend(String cache, String contentType, String told) throws Exception {
        Answer answer = server.put("/api/cache/" + cache + "/k", contentType, "{}");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.<String>read("$.detail")).contains(told);
        assertThat(server.get("/api/cache/" + cache + "/k").status()).isEqualTo(404);
    }

    @Test
    void textIsReadInItsCharset() throws Exception {
        byte[] latin = {(byte) 0xfc};
        server.put(MEMORY + "/k", "text/plain;charset=ISO-8859-1", BodyPublishers.ofByteArray(latin));
        assertThat(server.get(MEMORY + "/k").body()).isEqualTo("ü");
        assertThat(server.put(MEMORY + "/k", "text/plain", BodyPublishers.ofByteArray(latin))
                        .status())
                .isEqualTo(400);
        assertThat(server.put(MEMORY + "/k", "text/plain;charset=none", "x").status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aTimeToLiveIsTheEntrys(String cache) throws Exception {
        String path = "/api/cache/" + cache + "/";
        assertThat(server.put(path + "a?ttl=1ms", "text/plain", "1").status()).isEqualTo(204);
        assertThat(server.put(path + "b", "text/plain", "1", "Cache-TTL", "PT0.001S")
                        .status())
                .isEqualTo(204);
        assertThat(server.put(path + "c?ttl=30", "text/plain", "1").status()).isEqualTo(204);
        assertThat(server.put(path + "d?ttl=365d", "text/plain", "1").status()).isEqualTo(204);
        await().untilAsserted(() -> {
            assertThat(server.get(path + "a").status()).isEqualTo(404);
            assertThat(server.get(path + "b").status()).isEqualTo(404);
        });
        assertThat(server.get(path + "c").status()).isEqualTo(200);
        assertThat(server.get(path + "d").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "366d", "soon", "", "99999999999999999999d", "9223372036854775807d"})
    void aTimeToLiveThatIsNoneIsRefused(String ttl) throws Exception {
        Answer answer = server.put(MEMORY + "/k?ttl=" + ttl, "text/plain", "1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.<String>read("$.detail")).contains("365d");
        assertThat(server.get(MEMORY + "/k").status()).isEqualTo(404);
    }

    /** The key as the application has it, and the path as it is sent. */
    @ParameterizedTest
    @CsvSource({
        "a/b, /a/b",
        "a//b, /a//b",
        "/a, //a",
        "a/, /a/",
        "ü, /%C3%BC",
        "日本, /%e6%97%a5%E6%9C%AC",
        "a b+c, /a%20b+c",
        "a%2Fb, /a%252Fb",
        "../up, /../up",
        "a;b=c, /a;b=c",
        "a?b, /a%3Fb",
        "bulk, /bulk",
        "a/b, /?key=a%2Fb",
        "a b+c, /?key=a+b%2Bc",
        "a\\b, /?key=a%5Cb"
    })
    void aKeyIsWhatFollowsTheCache(String key, String path) throws Exception {
        for (String cache : List.of("memory", "redis", "two-level")) {
            NamedCache named = server.caches().cache(cache);
            named.put(key, "application's");
            assertThat(server.get("/api/cache/" + cache + path).body()).isEqualTo("application's");
            assertThat(server.put("/api/cache/" + cache + path, "text/plain", "outside")
                            .status())
                    .isEqualTo(204);
            assertThat(named.get(key, String.class)).isEqualTo("outside");
            assertThat(server.delete("/api/cache/" + cache + path).status()).isEqualTo(204);
            assertThat(named.get(key)).isNull();
        }
    }

    @Test
    void anEncodedSlashIsRefusedByTheServerAndReachesNothing() throws Exception {
        server.caches().cache("memory").put("a/b", "1");
        assertThat(server.get(MEMORY + "/a%2Fb").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%C3", "/%FF", "/%zz", "/?key=%C3", "/%C0%AF", "/%ED%A0%80"})
    void whatIsNoUtf8IsRefused(String path) throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) { // the client's URI would not let it out
            socket.getOutputStream()
                    .write(("GET " + MEMORY + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aKeyHasALimit() throws Exception {
        assertThat(server.put(MEMORY + "/" + "k".repeat(1024), "text/plain", "1")
                        .status())
                .isEqualTo(204);
        assertThat(server.put(MEMORY + "/" + "%C3%BC".repeat(513), "text/plain", "1")
                        .status())
                .isEqualTo(400);
        Answer answer = server.get(MEMORY + "/" + "k".repeat(4096));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.<String>read("$.detail")).contains("1024");
    }

    @Test
    void aKeyThatIsMissingNeverMeansTheWholeCache() throws Exception {
        server.put(MEMORY + "/Tom", "text/plain", "630");
        for (String path : List.of("/", "/?key=", "/?kez=Tom")) {
            assertThat(server.delete(MEMORY + path).status()).as(path).isEqualTo(400);
        }
        assertThat(server.get(MEMORY + "/Tom").status()).isEqualTo(200);
        assertThat(server.put("/api/cache//Tom", "text/plain", "1").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aStringThatReadsAsANumberIsFoundAsItIsAndAsItIsListed(String cache) throws Exception {
        String path = "/api/cache/" + cache;
        server.put(path + "/42", "text/plain", "string");
        assertThat(server.get(path).<List<String>>read("$.keys")).containsExactly("\"42\"");
        assertThat(server.get(path + "/42").body()).isEqualTo("string");
        assertThat(server.get(path + "/%2242%22").body()).isEqualTo("string");
        assertThat(server.caches().cache(cache).get(42L)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void deletingGoesByTheTextOfTheKey(String cache) throws Exception {
        server.caches().cache(cache).put(42L, "number");
        server.caches().cache(cache).put("42", "string");
        server.delete("/api/cache/" + cache + "/42");
        assertThat(server.caches().cache(cache).get(42L)).isNull();
        assertThat(server.caches().cache(cache).get("42")).isNull();
    }

    @Test
    void aCacheThatIsNotAllowedIsLikeNone() throws Exception {
        server.caches().cache("secret").put("k", "v");
        List<Answer> answers = List.of(server.get("/api/cache/secret/k"), server.get("/api/cache/nobodys/k"));
        assertThat(answers).extracting(Answer::status).containsOnly(404);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
        assertThat(answers.get(0).<String>read("$.type")).isEqualTo("urn:leaf:cache:unknown-cache");
        assertThat(server.put("/api/cache/secret/k", "text/plain", "x").status())
                .isEqualTo(404);
        assertThat(server.delete("/api/cache/secret/k").status()).isEqualTo(404);
        assertThat(server.delete("/api/cache/secret").status()).isEqualTo(404);
        assertThat(server.get("/api/cache/secret").status()).isEqualTo(404);
        assertThat(server.post("/api/cache/secret/bulk", "{\"keys\":[\"k\"]}").status())
                .isEqualTo(404);
        assertThat(server.post("/api/cache/invalidate?key=k&cache=secret", "").status())
                .isEqualTo(404);
        assertThat(server.post("/api/cache/invalidate?key=k", "").status()).isEqualTo(200);
        assertThat(server.caches().cache("secret").get("k", String.class)).isEqualTo("v");
        assertThat(server.get("/api/cache/stats").<Map<String, ?>>read("$.caches"))
                .containsKey("memory")
                .doesNotContainKey("secret");
        assertThat(server.caches().names()).doesNotContain("nobodys");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsRead() throws Exception {
        String most = "x".repeat(10 << 10);
        assertThat(server.put(MEMORY + "/k", "text/plain", most).status()).isEqualTo(204);
        Answer declared = server.put(MEMORY + "/k", "text/plain", most + "x");
        assertThat(declared.status()).isEqualTo(413);
        assertThat(declared.<String>read("$.detail")).contains("10240");
        byte[] longer = (most + "x").getBytes();
        Answer chunked = server.put(
                MEMORY + "/k", "text/plain", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(longer)));
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(server.get(MEMORY + "/k").body()).isEqualTo(most);
    }

    @Test
    void aBodyThatIsAnnouncedAndTooLongIsNotWaitedFor() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("PUT " + MEMORY + "/k HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                                    + "Content-Length: 99999999999\r\n\r\nx")
                            .getBytes());
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start)).isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void severalKeysAreReadAtOnce(String cache) throws Exception {
        NamedCache named = server.caches().cache(cache);
        named.put("a \"quoted\"", "text\n");
        named.put("b", new byte[] {1, 2});
        named.put("c", 7L);
        named.put("d", null);
        Answer answer = server.post(
                "/api/cache/" + cache + "/bulk", "{\"keys\":[\"a \\\"quoted\\\"\",\"b\",\"c\",\"d\",\"none\"]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"a \\\"quoted\\\"\":{\"type\":\"text/plain;charset=UTF-8\",\"value\":\"text\\n\"},"
                        + "\"b\":{\"type\":\"application/octet-stream\",\"value\":\"AQI=\"},"
                        + "\"c\":{\"type\":\"application/json\",\"value\":7},"
                        + "\"d\":{\"type\":null,\"value\":null}}");
        assertThat(server.post("/api/cache/" + cache + "/bulk", "{\"keys\":[]}").body())
                .isEqualTo("{}");
    }

    @Test
    void aBulkCallIsBounded() throws Exception {
        String five = IntStream.range(0, 5).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(","));
        assertThat(server.post(MEMORY + "/bulk", "{\"keys\":[" + five + "]}").status())
                .isEqualTo(200);
        assertThat(server.post(MEMORY + "/bulk", "{\"keys\":[" + five + ",\"x\"]}")
                        .status())
                .isEqualTo(413);
        assertThat(server.post(MEMORY + "/bulk", "{\"keys\":[\"" + "x".repeat(50_000) + "\"]}")
                        .status())
                .isEqualTo(413);
        for (String body :
                List.of("", "[]", "{\"keys\":[1]}", "{\"keys\":[null]}", "{\"keys\":\"a\"}", "{\"keys\":[\"\"]}")) {
            assertThat(server.post(MEMORY + "/bulk", body).status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void aValueThatCannotBeWrittenHidesNoOther() throws Exception {
        server.caches().cache("memory").put("good", "1");
        server.caches().cache("memory").put("bad", new Object() {
            public String getName() {
                throw new IllegalStateException("secret");
            }
        });
        Answer answer = server.post(MEMORY + "/bulk", "{\"keys\":[\"bad\",\"good\"]}");
        assertThat(answer.<String>read("$.good.value")).isEqualTo("1");
        assertThat(answer.<String>read("$.bad.error")).contains("JSON");
        Answer single = server.get(MEMORY + "/bad");
        assertThat(single.status()).isEqualTo(500);
        assertThat(answer.body() + single.body()).doesNotContain("secret", "IllegalState");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void keysAreListedPageByPage(String cache) throws Exception {
        String path = "/api/cache/" + cache;
        for (String key : List.of("b1", "a1", "b3", "b2", "c")) {
            server.caches().cache(cache).put(key, key);
        }
        assertThat(server.get(path).<List<String>>read("$.keys")).containsExactly("a1", "b1", "b2", "b3", "c");
        assertThat(server.get(path).body()).doesNotContain("next");
        assertThat(server.get(path + "?prefix=b").<List<String>>read("$.keys")).containsExactly("b1", "b2", "b3");
        assertThat(server.get(path + "?from=b2&to=c").<List<String>>read("$.keys"))
                .containsExactly("b2", "b3");
        Answer page = server.get(path + "?prefix=b&limit=2");
        assertThat(page.<List<String>>read("$.keys")).containsExactly("b1", "b2");
        assertThat(page.<String>read("$.next")).isEqualTo("b3");
        assertThat(server.get(path + "?prefix=b&limit=2&from=b3").body()).isEqualTo("{\"keys\":[\"b3\"]}");
        for (String limit : List.of("0", "-1", "6", "x", "99999999999")) {
            assertThat(server.get(path + "?limit=" + limit).status()).as(limit).isEqualTo(400);
        }
    }

    @Test
    void aTypeThatCannotListItsKeysSaysWhatToSet() throws Exception {
        Answer answer = server.get("/api/cache/unlisted-keys");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.<String>read("$.detail")).contains("key-index");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aCacheIsCleared(String cache) throws Exception {
        server.put("/api/cache/" + cache + "/Tom", "text/plain", "630");
        server.put("/api/cache/texts/Tom", "text/plain", "1");
        assertThat(server.delete("/api/cache/" + cache).status()).isEqualTo(204);
        assertThat(server.get("/api/cache/" + cache + "/Tom").status()).isEqualTo(404);
        assertThat(server.get("/api/cache/texts/Tom").status()).isEqualTo(200);
    }

    @Test
    void aKeyIsInvalidatedWhereverItIs() throws Exception {
        for (String cache : List.of("memory", "redis", "texts")) {
            server.put("/api/cache/" + cache + "/a%20b", "text/plain", "1");
        }
        Answer one = server.post("/api/cache/invalidate?cache=texts&key=a+b", "");
        assertThat(one.<Map<String, ?>>read("$.caches")).isEqualTo(Map.of("texts", true));
        assertThat(server.get(MEMORY + "/a%20b").status()).isEqualTo(200);
        Answer all = server.post("/api/cache/invalidate?key=a+b", "");
        assertThat(all.<String>read("$.key")).isEqualTo("a b");
        assertThat(all.<Map<String, Boolean>>read("$.caches"))
                .containsEntry("memory", true)
                .containsEntry("redis", true)
                .containsEntry("texts", false)
                .doesNotContainKey("secret");
        assertThat(server.get(MEMORY + "/a%20b").status()).isEqualTo(404);
        assertThat(server.get("/api/cache/redis/a%20b").status()).isEqualTo(404);
        assertThat(server.post("/api/cache/invalidate", "").status()).isEqualTo(400);
        assertThat(server.post("/api/cache/invalidate?key=", "").status()).isEqualTo(400);
    }

    @Test
    void statisticsAreShown() throws Exception {
        server.put(MEMORY + "/Tom", "text/plain", "630");
        server.get(MEMORY + "/Tom");
        Answer stats = server.get("/api/cache/stats");
        assertThat(stats.<String>read("$.caches.memory.type")).isEqualTo("memory");
        assertThat(stats.<Integer>read("$.caches.memory.size")).isEqualTo(1);
        assertThat(stats.<Integer>read("$.caches.memory.hits")).isPositive();
        assertThat(stats.<String>read("$.caches.redis.type")).isEqualTo("redis");
    }

    @Test
    void withoutAClusterThereIsNoneToShow() throws Exception {
        Answer answer = server.get("/api/cache/cluster");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.<String>read("$.type")).isEqualTo("urn:leaf:cache:no-cluster");
    }

    @Test
    void whatIsMissingIsLoaded() throws Exception {
        assertThat(server.get("/api/cache/scores/Tom").body()).isEqualTo("630");
        assertThat(server.post("/api/cache/scores/bulk", "{\"keys\":[\"Jack\",\"Tom\"]}")
                        .<String>read("$.Jack.value"))
                .isEqualTo("589");
        assertThat(server.get("/api/cache/scores/nobody").status()).isEqualTo(204);
        Answer failed = server.get("/api/cache/scores/failing");
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.body()).doesNotContain("password", "Exception");
    }

    @Test
    void otherMethodsAreTold() throws Exception {
        Answer answer = server.send("PATCH", MEMORY + "/k", BodyPublishers.noBody());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, PUT, DELETE");
        assertThat(server.post(MEMORY + "/k", "").status()).isEqualTo(405);
        assertThat(server.post(MEMORY, "").header("Allow")).isEqualTo("GET, HEAD, DELETE");
        assertThat(server.put(MEMORY, "text/plain", "x").status()).isEqualTo(405);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(CacheHttpServer.Server.class)
    static class Application {

        @Bean
        CacheLoader<String, String> scores() {
            return new CacheLoader<>() {

                @Override
                public String cacheName() {
                    return "scores";
                }

                @Override
                public @Nullable String load(String key) {
                    if (key.equals("failing")) {
                        throw new IllegalStateException("password is wrong");
                    }
                    return Map.of("Tom", "630", "Jack", "589", "Sam", "567").get(key);
                }
            };
        }
    }
}
