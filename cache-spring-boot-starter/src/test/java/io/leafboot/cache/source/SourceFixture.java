package io.leafboot.cache.source;

import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WriterSpec;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Caches of one type over a table. */
@Timeout(60)
abstract class SourceFixture {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<CacheNode> nodes = new ArrayList<>();

    /** No other test of this JVM has used it. */
    final String name = "source-" + NAMES.incrementAndGet();

    final Table table = new Table(name);

    /** Of the node that was started last. */
    DefaultCacheRegistry registry;

    /** The type under test. */
    abstract CacheSpec spec();

    @AfterEach
    void closeNodes() {
        table.beforeWrite = keys -> {};
        nodes.forEach(CacheNode::close);
    }

    /** A node of the application. */
    CacheNode node(boolean loads, boolean writes) {
        CacheSources.Bean<CacheLoader<?, ?>> loader = new CacheSources.Bean<>("loader", table, User.class);
        CacheSources.Bean<CacheWriter<?, ?>> writer = new CacheSources.Bean<>("writer", table, User.class);
        CacheSources sources =
                new CacheSources(loads ? List.of(loader) : List.of(), writes ? List.of(writer) : List.of());
        CacheNode node = new CacheNode(RedisServers.standalone().connectionFactory(), CacheNode.PATIENT, sources);
        nodes.add(node);
        registry = node.registry();
        return node;
    }

    NamedCache cache(CacheNode node, CacheSpec spec) {
        NamedCache cache = node.cache(name, spec);
        cache.declareValueType(User.class);
        return cache;
    }

    NamedCache through() {
        return cache(node(false, true), spec());
    }

    NamedCache behind(Duration interval) {
        return cache(node(false, true), spec().writer(behindSpec(interval)));
    }

    static WriterSpec behindSpec(Duration interval) {
        return new WriterSpec(WriterSpec.Mode.WRITE_BEHIND, interval, 100, 100, 3, Duration.ofMillis(20));
    }

    static void awaitWritten(NamedCache cache) {
        await().until(() -> cache.statistics().writer().waiting() == 0);
    }

    void failTimes(int times) {
        AtomicInteger left = new AtomicInteger(times);
        table.beforeWrite = keys -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
        };
    }

    static User user(int version) {
        return new User("ada", version);
    }

    static Map<Object, Object> users(Object... keys) {
        Map<Object, Object> users = new LinkedHashMap<>();
        List.of(keys).forEach(key -> users.put(key, user(1)));
        return users;
    }
}
