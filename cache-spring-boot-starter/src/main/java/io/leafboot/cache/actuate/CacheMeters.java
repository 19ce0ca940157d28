package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.StringUtils;

/** Meters of all caches: registered when a cache is created, removed with it. */
final class CacheMeters implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private static final String BEAN_SUFFIX = "cacheManager";

    private final Map<String, CacheRegistry> registries;

    /**
     * The meters.
     *
     * @param registries the caches, by the name of the bean that has them
     */
    CacheMeters(Map<String, CacheRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        registries.forEach((bean, caches) -> caches.addListener(new Binding(meters, managerName(bean))));
    }

    /** The bean's name as Spring Boot makes a tag of it. */
    private static String managerName(String bean) {
        boolean more = bean.length() > BEAN_SUFFIX.length() && StringUtils.endsWithIgnoreCase(bean, BEAN_SUFFIX);
        return more ? bean.substring(0, bean.length() - BEAN_SUFFIX.length()) : bean;
    }

    /** Caches of one registry as one meter registry sees them. */
    private static final class Binding implements CacheRegistry.Listener {

        private final MeterRegistry meters;
        private final Tags tags;
        private final Map<String, NamedCacheMeters> caches = new ConcurrentHashMap<>();

        Binding(MeterRegistry meters, String manager) {
            this.meters = meters;
            this.tags = Tags.of("cache.manager", manager);
        }

        @Override
        public void created(NamedCache cache) {
            NamedCacheMeters binder = new NamedCacheMeters(cache, tags);
            caches.put(cache.getName(), binder);
            quietly(cache, () -> binder.bindTo(meters));
        }

        @Override
        public void removed(NamedCache cache) {
            NamedCacheMeters binder = caches.remove(cache.getName());
            if (binder != null) {
                quietly(cache, () -> binder.unbind(meters));
            }
        }

        /** A cache works without its meters. */
        private static void quietly(NamedCache cache, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException ex) {
                log.warn("Meters of cache '{}' are not complete", cache.getName(), ex);
            }
        }
    }
}
