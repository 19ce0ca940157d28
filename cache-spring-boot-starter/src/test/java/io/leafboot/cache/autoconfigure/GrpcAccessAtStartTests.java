package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.grpc.CacheGrpcService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerServicesAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** When caches are reached over gRPC at all, and settings with which the application does not start. */
class GrpcAccessAtStartTests {

    /** As without Spring Boot's server, whose configuration is in its jar. */
    private final ApplicationContextRunner alone = Yml.application()
            .withConfiguration(AutoConfigurations.of(CacheGrpcAutoConfiguration.class))
            .withPropertyValues("cache.defaults.ttl=1h", "cache.defaults.max-size=10");

    private final ApplicationContextRunner off = alone.withConfiguration(AutoConfigurations.of(
                    GrpcServerServicesAutoConfiguration.class,
                    GrpcServerAutoConfiguration.class,
                    SslAutoConfiguration.class))
            .withPropertyValues("spring.grpc.server.port=0");

    private final ApplicationContextRunner on =
            off.withPropertyValues("cache.grpc.enabled=true", "cache.grpc.tokens=t");

    @Test
    void itIsOffUnlessItIsSwitchedOn() {
        off.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(CacheGrpcService.class)
                .doesNotHaveBean(GrpcServerLifecycle.class));
        on.run(context ->
                assertThat(context).hasSingleBean(CacheGrpcService.class).hasSingleBean(GrpcServerLifecycle.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache.enabled=false", "spring.cache.type=none"})
    void withoutCachesThereIsNoServer(String setting) {
        on.withPropertyValues(setting)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(CacheGrpcService.class)
                        .doesNotHaveBean(GrpcServerLifecycle.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.grpc",
                "io.grpc.stub",
                "io.grpc.protobuf",
                "io.grpc.protobuf.services",
                "io.grpc.netty"
            })
    void aLibraryThatIsMissingIsNamed(String packageName) {
        fails(
                alone.withClassLoader(new FilteredClassLoader(packageName))
                        .withPropertyValues("cache.grpc.enabled=true", "cache.grpc.tokens=t"),
                "cache.grpc.enabled is true, but what serves gRPC is not on the class path, or not all of it.",
                "Add the dependencies org.springframework.boot:spring-boot-grpc-server, io.grpc:grpc-netty, io.grpc:grpc-stub"
                        + " and io.grpc:grpc-services, or set cache.grpc.enabled=false.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.springframework.boot.grpc", "io.grpc", "com.google.protobuf", "org.springframework.grpc"})
    void whoDoesNotWantItNeedsNoLibrary(String packageName) {
        alone.withClassLoader(new FilteredClassLoader(packageName))
                .run(context -> assertThat(context).hasNotFailed().hasBean("cacheManager"));
    }

    @Test
    void anybodyMayCallOnlyIfSomebodySaysSo() {
        fails(
                off.withPropertyValues("cache.grpc.enabled=true"),
                "cache.grpc.enabled is true, but nothing decides who may call: cache.grpc.tokens is empty, and there is no"
                        + " Spring Security.",
                "Set cache.grpc.tokens, add Spring Security, or set cache.grpc.open=true if whoever reaches the port may read"
                        + " and write these caches.");
        off.withPropertyValues("cache.grpc.enabled=true", "cache.grpc.open=true")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void theServersAddressIsTheApplicationsToSay() {
        on.run(context -> assertThat(context.getBean(GrpcServerProperties.class).getAddress())
                .isNotNull()
                .matches(address -> address.isLoopbackAddress()));
        on.withPropertyValues("spring.grpc.server.address=::1")
                .run(context -> assertThat(context.getBean(GrpcServerProperties.class)
                                .getAddress()
                                .getHostAddress())
                        .isEqualTo("0:0:0:0:0:0:0:1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cache.grpc.max-calls=0 | cache.grpc.max-calls is 0, which is out of range. | between 1 and 100000",
                "cache.grpc.max-calls=100001 | cache.grpc.max-calls is 100001, which is out of range. | between 1 and 100000",
                "cache.grpc.max-value-size=0B | cache.grpc.max-value-size is 0B, which is out of range. | between 1B and 100MB",
                "cache.grpc.max-value-size=4MB | cache.grpc.max-value-size is 4194304B, but the server takes no messages of more"
                        + " than 4194304B. | spring.grpc.server.inbound.message.max-size to 4198400B",
                "cache.grpc.tokens=two words | cache.grpc.tokens has a token that cannot be presented. | visible ASCII"
            })
    void settingsThatMakeNoSenseAreNamed(String setting, String problem, String fix) {
        fails(on.withPropertyValues(setting), problem, fix);
    }

    @Test
    void noTokenIsShownByTheSettings() {
        on.run(context -> assertThat(
                        context.getBean(CacheProperties.class).grpc().toString())
                .doesNotContain("tokens"));
    }

    private static void fails(ApplicationContextRunner application, String problem, String fix) {
        application.run(context -> {
            assertThat(context).hasFailed();
            Throwable cause = context.getStartupFailure();
            while (!(cause instanceof InvalidCacheSpecException) && cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertThat(cause).isInstanceOf(InvalidCacheSpecException.class);
            assertThat(((InvalidCacheSpecException) cause).problem()).isEqualTo(problem);
            assertThat(((InvalidCacheSpecException) cause).fix()).contains(fix);
        });
    }
}
