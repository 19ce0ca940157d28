package io.leafboot.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The bytes that a client of DistCache sends and reads, written down by hand: so nothing here follows if a name or a number of
 * ours changes.
 */
class DistCacheBytesTests {

    private static GrpcApplication application;

    @BeforeAll
    static void start() {
        application = GrpcApplication.start(
                CacheGrpcServiceTests.Beans.class,
                "cache.grpc.enabled=true",
                "cache.grpc.open=true",
                "cache.grpc.caches=scores",
                "cache.caches.scores.value-type=java.lang.String",
                "cache.caches.broken.ttl=1h",
                "cache.caches.slow.ttl=1h");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void get() {
        byte[] data = call("Get", field(1, "scores"), field(2, "Jack"));

        assertThat(data).isEqualTo(message(field(1, "589"), truth(2)));
    }

    @Test
    void getOfWhatIsNotThere() {
        assertThat(call("Get", field(1, "scores"), field(2, "Zoe"))).isEqualTo(field(3, "key not found"));
        assertThat(call("Get", field(1, "other"), field(2, "Tom"))).isEqualTo(field(3, "no such group: other"));
    }

    @Test
    void setAndDelete() {
        assertThat(call("Set", field(1, "scores"), field(2, "Ann"), field(3, "711")))
                .isEqualTo(truth(1));
        assertThat(call("Get", field(1, "scores"), field(2, "Ann"))).isEqualTo(message(field(1, "711"), truth(2)));
        assertThat(call("Delete", field(1, "scores"), field(2, "Ann"))).isEqualTo(truth(1));
        assertThat(call("Get", field(1, "scores"), field(2, "Ann"))).isEqualTo(field(3, "key not found"));
    }

    @Test
    void setAndDeleteThatAreRefused() {
        assertThat(call("Set", field(1, "other"), field(2, "Ann"), field(3, "711")))
                .isEqualTo(field(2, "no such group: other"));
        assertThat(call("Delete", field(1, "other"), field(2, "Ann"))).isEqualTo(field(2, "no such group: other"));
    }

    private static byte[] call(String method, byte[]... fields) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("distcache.CacheService/" + method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return ClientCalls.blockingUnaryCall(application.channel(), descriptor, CallOptions.DEFAULT, message(fields));
    }

    /** A field of the wire type for lengths, which is 2; all are shorter than 128 bytes. */
    private static byte[] field(int number, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return message(new byte[] {(byte) (number << 3 | 2), (byte) text.length}, text);
    }

    /** A field of the wire type for numbers, which is 0, and the number 1. */
    private static byte[] truth(int number) {
        return new byte[] {(byte) (number << 3), 1};
    }

    private static byte[] message(byte[]... parts) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            message.writeBytes(part);
        }
        return message.toByteArray();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }
}
