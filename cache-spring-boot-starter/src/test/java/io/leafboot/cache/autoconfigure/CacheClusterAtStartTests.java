package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.cluster.ClusterNode;
import java.util.Set;
import java.util.stream.Collectors;
import org.infinispan.manager.EmbeddedCacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a cluster needs is checked when the application starts, and one that needs none has none. */
class CacheClusterAtStartTests {

    private final ApplicationContextRunner runner = Yml.application()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
            .withPropertyValues(
                    "cache.defaults.ttl=1h", "cache.defaults.max-size=10", "cache.caches.users.type=memory");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cache.cluster.bind=7800; cache.cluster.bind is '7800', which is not a host and a port.",
                "cache.cluster.bind=0.0.0.0:7800; cache.cluster.bind has the host '0.0.0.0', which is every address of this machine.",
                "cache.cluster.bind=[::]:7800; cache.cluster.bind has the host '::', which is every address of this machine.",
                "cache.cluster.seeds=somewhere; cache.cluster.seeds is 'somewhere', which is not a host and a port.",
                "cache.cluster.seeds=a:1,dns:b:2; cache.cluster.seeds is 'a:1, dns:b:2', which mixes ways to find other nodes.",
                "cache.cluster.initial-size=0; cache.cluster.initial-size is 0, which is out of range.",
                "cache.cluster.initial-size=1001; cache.cluster.initial-size is 1001, which is out of range.",
                "cache.cluster.remote-timeout=99ms; cache.cluster.remote-timeout is PT0.099S, which is out of range.",
                "cache.cluster.remote-timeout=61s; cache.cluster.remote-timeout is PT1M1S, which is out of range.",
                "cache.cluster.stop-timeout=-1s; cache.cluster.stop-timeout is PT-1S, which is out of range.",
                "cache.cluster.stop-timeout=11m; cache.cluster.stop-timeout is PT11M, which is out of range.",
                "cache.cluster.max-value-size=0B; cache.cluster.max-value-size is 0B, which is out of range.",
                "cache.cluster.max-value-size=513MB; cache.cluster.max-value-size is 537919488B, which is out of range.",
                "cache.cluster.name=; cache.cluster.name is '', which is out of range.",
                "cache.cluster.tls.bundle=mesh; cache.cluster.tls.bundle is 'mesh', which is not an SSL bundle."
            })
    void aSettingThatCannotBeEndsTheStart(String setting, String problem) {
        fails(runner.withPropertyValues(setting), problem);
    }

    @ParameterizedTest
    @CsvSource({
        "cache.cluster.stop-timeout=0",
        "cache.cluster.stop-timeout=10m",
        "cache.cluster.remote-timeout=100ms",
        "cache.cluster.initial-size=1000",
        "cache.cluster.bind=[::1]:0",
        "cache.cluster.seeds=kubernetes:shop:7800"
    })
    void itsRangesAreWhatTheReferenceSays(String setting) {
        runner.withPropertyValues(setting).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anApplicationWithoutACacheOfTheTypeJoinsNothing() {
        Set<String> before = threads();
        runner.run(context -> {
            context.getBean(CacheRegistry.class).cache("users").put("key", "value");
            assertThat(context.getBean(ClusterNode.class).status()).isNull();
            assertThat(threads()).isSubsetOf(before);
        });
    }

    @Test
    void withoutTheEngineTheTypeNamesWhatToAddAndOthersWork() {
        ApplicationContextRunner without =
                runner.withClassLoader(new FilteredClassLoader(EmbeddedCacheManager.class.getPackageName()));
        without.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterNode.class));
        without.withPropertyValues("cache.caches.scores.type=cluster").run(context -> {
            FailureAnalysis analysis = new InvalidCacheSpecFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .isEqualTo("cache.caches.scores.type is 'cluster', but Infinispan is not on the class path.");
            assertThat(analysis.getAction()).isEqualTo("Add the dependency org.infinispan:infinispan-core.");
        });
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name ->
                        name.startsWith("jgroups") || name.contains("TcpServer") || name.startsWith("cache-cluster"))
                .collect(Collectors.toSet());
    }

    private static void fails(ApplicationContextRunner runner, String problem) {
        runner.run(context -> {
            assertThat(context).getFailure().rootCause().isInstanceOf(InvalidCacheSpecException.class);
            FailureAnalysis analysis = new InvalidCacheSpecFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).isEqualTo(problem);
            assertThat(analysis.getAction()).isNotBlank();
        });
    }
}
