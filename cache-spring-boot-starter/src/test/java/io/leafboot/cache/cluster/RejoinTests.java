package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.CacheStopped;
import org.infinispan.notifications.cachemanagerlistener.event.CacheStoppedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** An application whose context is stopped and started again, as the context of a test that is paused is. */
@Timeout(120)
class RejoinTests {

    @Test
    void anApplicationThatIsStartedAgainSharesItsCachesAgain() {
        try (TestNodes ports = new TestNodes(2)) {
            runner(ports, 0)
                    .run(first -> runner(ports, 1).run(second -> {
                        NamedCache here = cache(first);
                        NamedCache there = cache(second);
                        awaitTogether(here, there, "before");
                        here.put("old", 1);
                        here.clear(); // after which the marks of the cache are not those of a new one

                        ConfigurableApplicationContext source = first.getSourceApplicationContext();
                        source.stop();
                        there.put("meanwhile", 2);
                        assertThat(here.get("meanwhile")).isNull();
                        source.start();

                        awaitTogether(here, there, "after");
                        assertThat(here.get("meanwhile", Integer.class)).isEqualTo(2);
                        assertThat(here.get("old")).isNull();
                        here.evict("meanwhile");
                        assertThat(there.get("meanwhile")).isNull();
                    }));
        }
    }

    @Test
    void anApplicationThatIsAloneBeginsAnew() {
        try (TestNodes ports = new TestNodes(1)) {
            runner(ports, 0).run(alone -> {
                NamedCache cache = cache(alone);
                cache.put("key", 1);
                ConfigurableApplicationContext source = alone.getSourceApplicationContext();
                source.stop();
                source.start();
                assertThat(cache.get("key")).isNull();
                assertThat(cache.get("key", () -> 2)).isEqualTo(2);
                assertThat(cache.get("key", Integer.class)).isEqualTo(2);
            });
        }
    }

    /** The engine closes caches one by one, that of clears and evicts by tag among them. */
    @Test
    void whatIsReadWhileANodeLeavesIsAMiss() {
        try (TestNodes ports = new TestNodes(1)) {
            runner(ports, 0).run(alone -> {
                NamedCache cache = cache(alone);
                cache.put("key", 1);
                assertThat(cache.get("key", Integer.class)).isEqualTo(1);
                WhenACacheStops reader = new WhenACacheStops(cache);
                alone.getBean(ClusterNode.class).manager().addListener(reader);

                alone.getSourceApplicationContext().stop();
                assertThat(reader.found).isNotEmpty().allMatch(Optional::isEmpty);
            });
        }
    }

    /** Reads a cache. */
    @Listener
    public static final class WhenACacheStops {

        final Queue<Optional<Integer>> found = new ConcurrentLinkedQueue<>();
        private final NamedCache cache;

        WhenACacheStops(NamedCache cache) {
            this.cache = cache;
        }

        /** Called by the engine. */
        @CacheStopped
        public void stopped(CacheStoppedEvent event) {
            found.add(Optional.ofNullable(cache.get("key", Integer.class)));
        }
    }

    private static void awaitTogether(NamedCache here, NamedCache there, String key) {
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            here.put(key, 1);
            return there.get(key) != null;
        });
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            there.put(key, 2);
            return Integer.valueOf(2).equals(here.get(key, Integer.class));
        });
    }

    private static NamedCache cache(ApplicationContext context) {
        return context.getBean(CacheRegistry.class).cache("scores");
    }

    private static ApplicationContextRunner runner(TestNodes ports, int seat) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CacheRegistryAutoConfiguration.class))
                .withPropertyValues(
                        "cache.caches.scores.type=cluster",
                        "cache.caches.scores.ttl=1h",
                        "cache.caches.scores.max-size=100",
                        "cache.caches.scores.local-ttl=1m",
                        "cache.cluster.bind=127.0.0.1:" + ports.port(seat),
                        "cache.cluster.seeds=" + String.join(",", ports.seeds()));
    }
}
