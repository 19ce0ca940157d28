package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.cache.Application;
import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Ours, as settings alone make it. */
final class LeafNode implements Node {

    private static final String PLAIN = "plain";
    private static final String NEAR = "near";

    /** What comes from another node takes longer, at its quickest; what is here takes less, unless it is disturbed. */
    private static final long LOCAL_NANOS = 15_000;

    private static final int ATTEMPTS = 5;

    private static final List<String> SAMPLE = Texts.KEYS.subList(0, 500);

    private final ConfigurableApplicationContext application;
    private final NamedCache plain;
    private final NamedCache near;

    LeafNode(Member member) {
        application = Application.start(
                LeafConfiguration.class,
                "cache.cluster.name=benchmark",
                "cache.cluster.bind=" + member.addresses().get(member.index()),
                "cache.cluster.seeds=" + String.join(",", member.addresses()),
                "cache.cluster.initial-size=" + Member.COUNT,
                "cache.defaults.type=cluster",
                "cache.defaults.copies=" + Texts.COPIES,
                "cache.defaults.ttl=" + Texts.TTL,
                "cache.defaults.max-size=" + Texts.MAX_SIZE,
                "cache.caches." + PLAIN + ".type=cluster",
                "cache.caches." + NEAR + ".local-ttl=" + Texts.TTL);
        CacheRegistry caches = application.getBean(CacheRegistry.class);
        plain = caches.cache(PLAIN);
        near = caches.cache(NEAR);
    }

    @Override
    public Store store() {
        return new NamedStore(plain);
    }

    @Override
    public Store nearStore() {
        return new NamedStore(near);
    }

    /** Our caches do not say where an entry is. How long it takes does: a look-up here, or a message and its answer. */
    @Override
    public Set<String> held() throws InterruptedException {
        Set<String> held = new HashSet<>();
        do {
            held.clear();
            Texts.KEYS.stream().filter(this::isQuick).forEach(held::add);
            TimeUnit.MILLISECONDS.sleep(500);
        } while (!SAMPLE.stream().allMatch(key -> held.contains(key) == isQuick(key))); // entries still move
        return held;
    }

    private boolean isQuick(String key) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long start = System.nanoTime();
            plain.get(key);
            if (System.nanoTime() - start < LOCAL_NANOS) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        application.close();
    }

    private record NamedStore(NamedCache cache) implements Store {

        @Override
        public Object get(String key) {
            return cache.get(key, String.class);
        }

        @Override
        public void put(String key, Object value) {
            cache.put(key, value);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CacheRegistryAutoConfiguration.class)
    static class LeafConfiguration {}
}
