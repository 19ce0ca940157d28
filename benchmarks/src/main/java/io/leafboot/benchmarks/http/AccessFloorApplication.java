package io.leafboot.benchmarks.http;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerServicesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What Spring MVC and gRPC themselves cost: the same bytes from a handler and from a service that have them in hand. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    SslAutoConfiguration.class,
    GrpcServerAutoConfiguration.class,
    GrpcServerServicesAutoConfiguration.class
})
@Import(AccessFloorApplication.Handler.class)
class AccessFloorApplication {

    private static final byte[] BYTES = AccessApplication.TEXT.getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) {
        SpringApplication.run(AccessFloorApplication.class, args);
    }

    @Bean
    Service service() {
        return new Service();
    }

    @RestController
    static class Handler {

        private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

        @GetMapping("/floor/{cache}/{key}")
        ResponseEntity<byte[]> get(@PathVariable String cache, @PathVariable String key) {
            return ResponseEntity.ok().contentType(TEXT).body(BYTES);
        }
    }

    static final class Service extends CacheServiceGrpc.CacheServiceImplBase {

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> answers) {
            answers.onNext(GetResponse.newBuilder()
                    .setData(ByteString.copyFrom(BYTES))
                    .setFound(true)
                    .build());
            answers.onCompleted();
        }
    }
}
