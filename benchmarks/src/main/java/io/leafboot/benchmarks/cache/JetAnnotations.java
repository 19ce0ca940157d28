package io.leafboot.benchmarks.cache;

import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import com.alicp.jetcache.anno.config.EnableMethodCache;
import com.alicp.jetcache.anno.support.GlobalCacheConfig;
import com.alicp.jetcache.anno.support.JetCacheBaseBeans;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import java.util.Map;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A service cached by JetCache's own annotation, in memory. */
@State(Scope.Benchmark)
public class JetAnnotations {

    private final ConfigurableApplicationContext application = Application.start(JetConfiguration.class);
    final JetProducts products = application.getBean(JetProducts.class);

    /** Fills it. */
    public JetAnnotations() {
        Entries.fill(some -> some.keySet().forEach(products::find));
        Entries.check(products::find);
        if (products.calls() != Entries.COUNT) {
            throw new IllegalStateException("The service was called " + products.calls() + " times");
        }
    }

    /** Ends its threads. */
    @TearDown
    public void close() {
        application.close();
    }

    /** The same service as {@link Products}; the cache comes into being with its first call, so it has to fill it. */
    public static class JetProducts {

        private int calls;

        /** The product. */
        @Cached(
                name = Entries.CACHE,
                key = "#key",
                cacheType = CacheType.LOCAL,
                localLimit = Entries.MAX_SIZE,
                expire = Entries.TTL_SECONDS)
        public Product find(String key) {
            calls++;
            return Entries.ALL.get(key);
        }

        /** How often it was not cached. */
        public int calls() {
            return calls;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodCache(basePackages = "io.leafboot.benchmarks.cache")
    @Import({JetCacheBaseBeans.class, JetProducts.class})
    static class JetConfiguration {

        @Bean
        GlobalCacheConfig jetCacheConfig() {
            GlobalCacheConfig config = new GlobalCacheConfig();
            // Its monitors, which count hits, are there if it is to log them now and then.
            config.setStatIntervalMinutes(15);
            config.setLocalCacheBuilders(Map.of(
                    CacheConsts.DEFAULT_AREA,
                    CaffeineCacheBuilder.createCaffeineCacheBuilder().keyConvertor(Fastjson2KeyConvertor.INSTANCE)));
            config.setRemoteCacheBuilders(Map.of());
            return config;
        }
    }
}
