package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * A key is put and evicted after somebody has missed it, and before that one's load is announced to the store: the store will
 * keep what is loaded, so it must not be the older value that the source still has.
 */
@Timeout(60)
class PutsBeforeLoadsTests {

    private static final CacheSpec SPEC = CacheSpec.unset()
            .type("hooked")
            .maxSize(100)
            .ttl(Duration.ofMinutes(10))
            .writer(SourceFixture.behindSpec(Duration.ofMinutes(10)));

    private final Table table = new Table("users");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LoadingThreads threads = new LoadingThreads(2, 10);
    private final DefaultCacheRegistry registry = new DefaultCacheRegistry(
            List.of(new Hooked(new MemoryCacheType(scheduler, (key, value) -> 1))),
            CacheSpec.unset(),
            false,
            threads,
            this::sources);
    private volatile Runnable beforeTheLoad = () -> {};

    @AfterEach
    void close() {
        registry.close();
        threads.close();
        scheduler.shutdownNow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lookUps")
    void aLoadDoesNotBringBackWhatThePutReplaced(String name, Function<NamedCache, Object> lookUp) {
        table.set("a", SourceFixture.user(1));
        NamedCache cache = registry.create("users", SPEC);
        beforeTheLoad = () -> {
            beforeTheLoad = () -> {};
            cache.put("a", SourceFixture.user(2));
            cache.evict("a");
        };

        assertThat(lookUp.apply(cache)).isEqualTo(SourceFixture.user(2));

        assertThat(cache.get("a").get()).isEqualTo(SourceFixture.user(2));
        assertThat(table.loads).allSatisfy(keys -> assertThat(keys).doesNotContain("a"));
        registry.flush();
        assertThat(table.row("a")).isEqualTo(SourceFixture.user(2));
        assertThat(cache.get("a").get()).isEqualTo(SourceFixture.user(2));
    }

    static Stream<Arguments> lookUps() {
        return Stream.of(
                lookUp("get(key)", cache -> cache.get("a").get()),
                lookUp("get(key, type)", cache -> cache.get("a", User.class)),
                lookUp("get(key, loader)", cache -> cache.get("a", () -> SourceFixture.user(1))),
                lookUp("getAll", cache -> cache.getAll(List.of("a", "b")).get("a")),
                lookUp(
                        "retrieve(key)",
                        cache -> ((ValueWrapper) cache.retrieve("a").join()).get()),
                lookUp(
                        "retrieve(key, supplier)",
                        cache -> cache.retrieve("a", () -> CompletableFuture.completedFuture(SourceFixture.user(1)))
                                .join()),
                lookUp("look up, compute and put", cache -> {
                    ValueWrapper found = cache.readThrough().get("a");
                    return found == null ? null : found.get();
                }));
    }

    private static Arguments lookUp(String name, Function<NamedCache, Object> lookUp) {
        return Arguments.of(name, lookUp);
    }

    private CacheSources sources() {
        CacheSources.Bean<CacheLoader<?, ?>> loader = new CacheSources.Bean<>("loader", table, User.class);
        CacheSources.Bean<CacheWriter<?, ?>> writer = new CacheSources.Bean<>("writer", table, User.class);
        return new CacheSources(List.of(loader), List.of(writer));
    }

    /** Caches in memory, in which something happens before a load begins. */
    private final class Hooked implements CacheType {

        private final CacheType memory;

        Hooked(CacheType memory) {
            this.memory = memory;
        }

        @Override
        public String name() {
            return "hooked";
        }

        @Override
        public CacheStore create(String cacheName, CacheSpec spec) {
            CacheStore store = memory.create(cacheName, spec);
            return (CacheStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {CacheStore.class}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("beginFill")) {
                            beforeTheLoad.run();
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException ex) {
                            throw ex.getCause();
                        }
                    });
        }
    }
}
