package io.leafboot.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.CacheServiceProto;
import io.leafboot.cache.grpc.proto.GetRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;
import org.springframework.grpc.server.security.AuthenticationProcessInterceptor;
import org.springframework.grpc.server.security.GrpcSecurity;
import org.springframework.security.config.Customizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Who gets as far as the caches, and what else the server answers. */
@ExtendWith(OutputCaptureExtension.class)
class GrpcAccessTests {

    private static final String TOKEN = "a-token-of-the-test";
    private static final String[] ON = {
        "cache.grpc.enabled=true", "cache.grpc.caches=scores", "cache.caches.scores.ttl=1h"
    };

    private GrpcApplication application;

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    // Tokens

    @Test
    void withoutTheTokenNothingIsAnswered(CapturedOutput output) {
        start(Nothing.class, "cache.grpc.tokens=another," + TOKEN);

        assertThat(refusal(application.channel()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refusal(with("Bearer wrong")).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refusal(with(TOKEN)).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(get(with("Bearer " + TOKEN))).isEqualTo("key not found");
        assertThat(output).doesNotContain(TOKEN, "Exception");
    }

    @Test
    void aGroupIsNotToldApartWithoutTheToken() {
        start(Nothing.class, "cache.grpc.tokens=" + TOKEN);

        assertThat(refusal(application.channel(), "scores"))
                .hasToString(refusal(application.channel(), "other").toString());
    }

    @Test
    void theStartSaysWhoMayCall(CapturedOutput output) {
        start(Nothing.class, "cache.grpc.open=true", "cache.grpc.caches=scores,mistyped");

        assertThat(output)
                .contains("at distcache.CacheService by anybody who reaches the port (cache.grpc.open=true)")
                .contains("There are no caches [mistyped] yet, which cache.grpc.caches lists.");
    }

    // What the application has itself

    @Test
    void interceptorsOfTheApplicationComeFirst() {
        start(Refusing.class, "cache.grpc.tokens=" + TOKEN);

        assertThat(refusal(application.channel()).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal(with("Bearer " + TOKEN)).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void springSecurityDecidesInPlaceOfTokens() {
        start(Secured.class);

        assertThat(refusal(application.channel()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refusal(with(basic("user", "wrong"))).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(get(with(basic("user", "right")))).isEqualTo("key not found");
    }

    @Test
    void springSecurityThatIsNotBeforeTheServicesDecidesNothing() {
        assertThatExceptionOfType(InvalidCacheSpecException.class)
                .isThrownBy(() -> start(SecuredElsewhere.class))
                .withMessageContaining("cache.grpc.tokens is empty");
    }

    @Test
    void servicesOfTheApplicationAreServedBeside() {
        start(OwnService.class, "cache.grpc.open=true", "spring.grpc.server.address=127.0.0.1");

        assertThat(served()).contains("own.Service", "distcache.CacheService");
    }

    @Test
    void servicesOfTheApplicationAreNotMovedNorCachesOpenedWithThem() {
        assertThatExceptionOfType(InvalidCacheSpecException.class)
                .isThrownBy(() -> start(OwnService.class, "cache.grpc.open=true"))
                .withMessageContaining("(ownService)")
                .withMessageContaining("Set spring.grpc.server.address to");
    }

    @Test
    void anApplicationThatServesGrpcForItselfIsLeftAlone() {
        application = GrpcApplication.start(OwnService.class, "cache.caches.scores.ttl=1h");

        assertThat(served()).contains("own.Service").doesNotContain("distcache.CacheService");
        assertThat(application.context().getBeanProvider(CacheGrpcService.class))
                .isEmpty();
        assertThat(sockets()).allMatch(socket -> socket.getAddress().isAnyLocalAddress());
    }

    // Where, and what besides

    @Test
    void theServerListensOnThisMachineOnly() {
        start(Listening.class, "cache.grpc.open=true");

        assertThat(sockets())
                .isNotEmpty()
                .allMatch(socket -> socket.getAddress().isLoopbackAddress());
    }

    @Test
    void theServerListensWhereTheApplicationSays() {
        start(Listening.class, "cache.grpc.open=true", "spring.grpc.server.address=0.0.0.0");

        assertThat(sockets()).allMatch(socket -> socket.getAddress().isAnyLocalAddress());
    }

    @Test
    void healthIsAnswered() {
        start(Nothing.class, "cache.grpc.tokens=" + TOKEN);

        assertThat(HealthGrpc.newBlockingStub(application.channel())
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionTellsServicesAndMessages() throws Exception {
        start(Nothing.class, "cache.grpc.open=true");

        assertThat(services())
                .contains("distcache.CacheService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
        ServerReflectionResponse file = reflect(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("distcache.CacheService")
                .build());
        assertThat(file.getFileDescriptorResponse().getFileDescriptorProtoList())
                .containsExactly(CacheServiceProto.getDescriptor().toProto().toByteString());
    }

    private void start(Class<?> beans, String... settings) {
        String[] all = Stream.concat(Arrays.stream(ON), Arrays.stream(settings)).toArray(String[]::new);
        try {
            application = GrpcApplication.start(beans, all);
        } catch (RuntimeException ex) {
            Throwable cause = ex;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof InvalidCacheSpecException reason ? reason : ex;
        }
    }

    private Channel with(String authorization) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return ClientInterceptors.intercept(application.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String get(Channel channel) {
        return get(channel, "scores");
    }

    private static String get(Channel channel, String group) {
        return CacheServiceGrpc.newBlockingStub(channel)
                .get(GetRequest.newBuilder().setGroup(group).setKey("k").build())
                .getErr();
    }

    private static Status refusal(Channel channel) {
        return refusal(channel, "scores");
    }

    private static Status refusal(Channel channel, String group) {
        try {
            throw new AssertionError("answered: " + get(channel, group));
        } catch (StatusRuntimeException ex) {
            return ex.getStatus();
        }
    }

    private Server server() {
        return application.context().getBean(Listening.class).server;
    }

    private List<String> served() {
        return server().getServices().stream()
                .map(service -> service.getServiceDescriptor().getName())
                .toList();
    }

    private List<InetSocketAddress> sockets() {
        List<? extends SocketAddress> sockets = server().getListenSockets();
        return sockets.stream().map(InetSocketAddress.class::cast).toList();
    }

    private List<String> services() throws Exception {
        return reflect(ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList()
                .stream()
                .map(ServiceResponse::getName)
                .toList();
    }

    private ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(application.channel())
                .serverReflectionInfo(new StreamObserver<>() {

                    @Override
                    public void onNext(ServerReflectionResponse value) {
                        answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable ex) {
                        answer.completeExceptionally(ex);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("no answer"));
                    }
                });
        requests.onNext(request);
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } finally {
            requests.onCompleted();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    /** Sees the server that has started. */
    @Configuration(proxyBeanMethods = false)
    static class Listening {

        private Server server;

        @EventListener
        void started(GrpcServerStartedEvent event) {
            server = event.getServer();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnService extends Listening {

        @Bean
        BindableService ownService() {
            return () -> ServerServiceDefinition.builder("own.Service").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Refusing {

        @Bean
        @Order(Integer.MAX_VALUE)
        @GlobalServerInterceptor
        ServerInterceptor refusal() {
            return new ServerInterceptor() {

                @Override
                public <A, B> ServerCall.Listener<A> interceptCall(
                        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
                    call.close(Status.PERMISSION_DENIED, new Metadata());
                    return new ServerCall.Listener<>() {};
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Secured {

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("user")
                    .password("{noop}right")
                    .roles("CACHES")
                    .build());
        }

        @Bean
        @GlobalServerInterceptor
        AuthenticationProcessInterceptor security(GrpcSecurity security) throws Exception {
            return security.httpBasic(Customizer.withDefaults())
                    .authorizeRequests(requests -> requests.methods("distcache.CacheService/*")
                            .hasAuthority("ROLE_CACHES")
                            .allRequests()
                            .permitAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecuredElsewhere {

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager();
        }

        @Bean
        AuthenticationProcessInterceptor security(GrpcSecurity security) throws Exception {
            return security.httpBasic(Customizer.withDefaults())
                    .authorizeRequests(requests -> requests.allRequests().authenticated())
                    .build();
        }
    }
}
