package io.leafboot.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc.CacheServiceBlockingStub;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc.CacheServiceFutureStub;
import io.leafboot.cache.grpc.proto.DeleteRequest;
import io.leafboot.cache.grpc.proto.DeleteResponse;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import io.leafboot.cache.grpc.proto.SetRequest;
import io.leafboot.cache.grpc.proto.SetResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What callers see who have the generated classes, over a socket. */
@ExtendWith(OutputCaptureExtension.class)
class CacheGrpcServiceTests {

    private static GrpcApplication application;
    private static CacheServiceBlockingStub client;

    @BeforeAll
    static void start() {
        application = GrpcApplication.start(
                Beans.class,
                "cache.grpc.enabled=true",
                "cache.grpc.open=true",
                "cache.grpc.caches=scores,people,plain,broken,slow",
                "cache.grpc.max-value-size=1KB",
                "cache.grpc.max-calls=2",
                "cache.caches.scores.value-type=java.lang.String",
                "cache.caches.people.value-type=" + Person.class.getName(),
                "cache.caches.plain.ttl=1h",
                "cache.caches.broken.ttl=1h",
                "cache.caches.slow.ttl=1h",
                "cache.caches.secret.ttl=1h");
        client = CacheServiceGrpc.newBlockingStub(application.channel());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void empty() {
        application
                .caches()
                .names()
                .forEach(name -> application.caches().cache(name).clear());
        Beans.loads.set(0);
    }

    // What DistCache's clients do

    @Test
    void aValueIsLoadedOnceAndAgainAfterItWasDeleted() {
        assertThat(text(get("scores", "Tom"))).isEqualTo("630");
        assertThat(text(get("scores", "Tom"))).isEqualTo("630");
        assertThat(Beans.loads).hasValue(1);

        assertThat(delete("scores", "Tom").getSuccess()).isTrue();
        assertThat(text(get("scores", "Tom"))).isEqualTo("630");
        assertThat(Beans.loads).hasValue(2);
    }

    @Test
    void aKeyThatTheSourceDoesNotKnowIsNotFound() {
        assertThat(get("scores", "Zoe")).isEqualTo(notFound("key not found"));
        assertThat(get("plain", "Zoe")).isEqualTo(notFound("key not found"));
    }

    @Test
    void whatIsSetIsReadInPlaceOfTheSource() {
        assertThat(set("scores", "Tom", "700"))
                .isEqualTo(SetResponse.newBuilder().setSuccess(true).build());

        assertThat(text(get("scores", "Tom"))).isEqualTo("700");
        assertThat(Beans.loads).hasValue(0);
        assertThat(application.caches().cache("scores").get("Tom", String.class))
                .isEqualTo("700");
    }

    @Test
    void deletingWhatIsNotThereIsASuccess() {
        assertThat(delete("plain", "nothing"))
                .isEqualTo(DeleteResponse.newBuilder().setSuccess(true).build());
    }

    // Values

    @Test
    void bytesGoInAndOutAsTheyAre() {
        ByteString bytes = ByteString.copyFrom(new byte[] {0, (byte) 0xff, 1, 0});
        client.set(SetRequest.newBuilder()
                .setGroup("plain")
                .setKey("k")
                .setData(bytes)
                .build());

        assertThat(application.caches().cache("plain").get("k", byte[].class)).isEqualTo(bytes.toByteArray());
        assertThat(get("plain", "k").getData()).isEqualTo(bytes);
    }

    @Test
    void anEmptyValueIsFound() {
        assertThat(set("plain", "k", "").getSuccess()).isTrue();

        GetResponse answer = get("plain", "k");
        assertThat(answer.getFound()).isTrue();
        assertThat(answer.getData()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void everythingElseIsJson() {
        application.caches().cache("people").put("1", new Person("Tom", 30));
        assertThat(text(get("people", "1"))).isEqualTo("{\"name\":\"Tom\",\"age\":30}");

        assertThat(set("people", "2", "{\"name\":\"Sam\",\"age\":40}").getSuccess())
                .isTrue();
        assertThat(application.caches().cache("people").get("2", Person.class)).isEqualTo(new Person("Sam", 40));
    }

    @Test
    void bytesThatAreNoValueOfTheCacheAreNotPut() {
        SetResponse answer = set("people", "3", "{\"name\":");

        assertThat(answer.getSuccess()).isFalse();
        assertThat(answer.getErr()).isNotEmpty().doesNotContain("Person", "jackson");
        assertThat(application.caches().cache("people").get("3")).isNull();
    }

    @Test
    void textThatIsNoUtf8IsNotPut() {
        SetResponse answer = client.set(SetRequest.newBuilder()
                .setGroup("scores")
                .setKey("Tom")
                .setData(ByteString.copyFrom(new byte[] {(byte) 0xc3, 0x28}))
                .build());

        assertThat(answer.getSuccess()).isFalse();
        assertThat(text(get("scores", "Tom"))).isEqualTo("630");
    }

    // What is refused

    @Test
    void aCacheThatIsNotThereAndOneThatIsNotListedLookTheSame() {
        assertThat(get("secret", "k")).isEqualTo(notFound("no such group: secret"));
        assertThat(get("nothing", "k")).isEqualTo(notFound("no such group: nothing"));
        assertThat(set("secret", "k", "v").getErr()).isEqualTo("no such group: secret");
        assertThat(delete("secret", "k").getErr()).isEqualTo("no such group: secret");
        assertThat(application.caches().names()).doesNotContain("nothing");
    }

    @Test
    void aNameIsNotRepeatedAtAnyLength() {
        assertThat(get("x".repeat(100_000), "k").getErr()).hasSizeLessThan(200);
    }

    @Test
    void aValueThatIsTooLongIsNotPut() {
        assertThat(set("plain", "k", "x".repeat(1024)).getSuccess()).isTrue();

        SetResponse answer = set("plain", "k", "y".repeat(1025));
        assertThat(answer.getSuccess()).isFalse();
        assertThat(answer.getErr()).contains("1024 bytes");
        assertThat(text(get("plain", "k"))).startsWith("x");
    }

    @Test
    void aKeyIsNeitherEmptyNorTooLong() {
        assertThat(get("plain", "").getErr()).isEqualTo("The key is empty.");
        assertThat(set("plain", "k".repeat(1025), "v").getErr()).contains("1024 bytes");
        assertThat(delete("plain", "k".repeat(1025)).getSuccess()).isFalse();
    }

    @Test
    void aMessageLongerThanTheServerTakesIsRefusedBeforeItIsRead() {
        assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> set("plain", "k", "x".repeat(5 << 20)));
    }

    @Test
    void aSourceThatFailsTellsNothingOfItself() {
        assertThat(get("broken", "k")).isEqualTo(notFound("The source of this cache gave no value."));
    }

    // Under load

    @Test
    void callsBeyondTheLimitAreRefusedAndThoseThatWaitAreAnswered() throws Exception {
        Beans.gate = new CountDownLatch(1);
        Beans.entered = new CountDownLatch(2);
        CacheServiceFutureStub waiting = CacheServiceGrpc.newFutureStub(application.channel());
        List<Future<GetResponse>> answers = new ArrayList<>();
        for (String key : List.of("a", "b")) {
            answers.add(waiting.get(
                    GetRequest.newBuilder().setGroup("slow").setKey(key).build()));
        }
        assertThat(Beans.entered.await(10, TimeUnit.SECONDS)).isTrue();

        assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> get("plain", "k"));
        Beans.gate.countDown();
        for (Future<GetResponse> answer : answers) {
            assertThat(text(answer.get(10, TimeUnit.SECONDS))).isEqualTo("slow");
        }
        assertThat(get("plain", "k").getErr()).isEqualTo("key not found");
    }

    @Test
    void aCallerThatHasGoneIsNoError(CapturedOutput output) throws Exception {
        Beans.gate = new CountDownLatch(1);
        Beans.entered = new CountDownLatch(1);
        Future<GetResponse> answer = CacheServiceGrpc.newFutureStub(application.channel())
                .get(GetRequest.newBuilder().setGroup("slow").setKey("c").build());
        assertThat(Beans.entered.await(10, TimeUnit.SECONDS)).isTrue();
        answer.cancel(true);
        get("plain", "k"); // over the same connection: answered when the server knows that the other has gone
        Beans.gate.countDown();

        // Its load goes on, and its value is there for the next.
        assertThat(text(get("slow", "c"))).isEqualTo("slow");
        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(output).doesNotContain("CANCELLED", "Exception"));
    }

    private static void assertStatus(Status.Code code, Runnable call) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(call::run)
                .satisfies(ex -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
    }

    private static GetResponse get(String group, String key) {
        return client.get(GetRequest.newBuilder().setGroup(group).setKey(key).build());
    }

    private static SetResponse set(String group, String key, String data) {
        return client.set(SetRequest.newBuilder()
                .setGroup(group)
                .setKey(key)
                .setData(ByteString.copyFromUtf8(data))
                .build());
    }

    private static DeleteResponse delete(String group, String key) {
        return client.delete(
                DeleteRequest.newBuilder().setGroup(group).setKey(key).build());
    }

    private static GetResponse notFound(String reason) {
        return GetResponse.newBuilder().setErr(reason).build();
    }

    private static String text(GetResponse answer) {
        assertThat(answer.getFound()).as(answer.getErr()).isTrue();
        assertThat(answer.getErr()).isEmpty();
        return answer.getData().toString(StandardCharsets.UTF_8);
    }

    record Person(String name, int age) {}

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        static final AtomicInteger loads = new AtomicInteger();
        static volatile CountDownLatch entered = new CountDownLatch(1);
        static volatile CountDownLatch gate = new CountDownLatch(0);

        @Bean
        CacheLoader<String, String> scores() {
            Map<String, String> scores = Map.of("Tom", "630", "Jack", "589", "Sam", "567");
            return loader("scores", key -> {
                loads.incrementAndGet();
                return scores.get(key);
            });
        }

        @Bean
        CacheLoader<String, String> broken() {
            return loader("broken", key -> {
                throw new IllegalStateException("jdbc:h2:mem:secret is away");
            });
        }

        @Bean
        CacheLoader<String, String> slow() {
            return loader("slow", key -> {
                entered.countDown();
                gate.await();
                return "slow";
            });
        }

        private static CacheLoader<String, String> loader(String cache, Source source) {
            return new CacheLoader<>() {

                @Override
                public String cacheName() {
                    return cache;
                }

                @Override
                public String load(String key) throws Exception {
                    return source.load(key);
                }
            };
        }

        interface Source {

            String load(String key) throws Exception;
        }
    }
}
