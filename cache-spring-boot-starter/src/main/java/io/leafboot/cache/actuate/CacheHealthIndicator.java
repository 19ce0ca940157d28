package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.UnknownCacheException;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the caches that need more than the memory of this process: as bad as the worst of them. DEGRADED is none of
 * Spring Boot's own statuses; it answers 200 and leaves the overall status alone unless the application ranks it.
 *
 * <p>Asking a store takes a bounded time; once all of them together took {@link #PATIENCE}, the rest is not asked.
 */
final class CacheHealthIndicator extends AbstractHealthIndicator {

    static final Status DEGRADED =
            new Status("DEGRADED", "A level of a cache is out of order, and another carries the load");

    /** Half of what Spring Boot calls slow. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DefaultCacheRegistry registry;
    private final LongSupplier nanoClock;

    CacheHealthIndicator(DefaultCacheRegistry registry) {
        this(registry, System::nanoTime);
    }

    CacheHealthIndicator(DefaultCacheRegistry registry, LongSupplier nanoClock) {
        super("The health of the caches could not be told");
        this.registry = registry;
        this.nanoClock = nanoClock;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        long began = nanoClock.getAsLong();
        Set<StoreHealth.Status> found = EnumSet.of(StoreHealth.Status.UP);
        Map<String, Object> caches = new LinkedHashMap<>();
        for (String name : registry.names()) {
            try {
                if (CacheSpec.MEMORY.equals(registry.spec(name).type())) {
                    continue;
                }
                if (nanoClock.getAsLong() - began >= PATIENCE.toNanos()) {
                    caches.put(
                            name, Map.of("status", Status.UNKNOWN.getCode(), "reason", "asking the others took long"));
                    continue;
                }
                StoreHealth health = ask(name);
                found.add(health.status());
                caches.put(name, describe(health));
            } catch (UnknownCacheException ex) { // removed meanwhile
                caches.remove(name);
            }
        }
        switch (found.stream().max(Comparator.naturalOrder()).orElseThrow()) {
            case DOWN -> builder.down();
            case DEGRADED -> builder.status(DEGRADED);
            case UP -> builder.up();
        }
        if (!caches.isEmpty()) {
            builder.withDetail("caches", caches);
        }
    }

    private StoreHealth ask(String name) {
        try {
            return registry.health(name);
        } catch (UnknownCacheException ex) {
            throw ex;
        } catch (RuntimeException ex) { // one store that cannot tell must not hide the others
            return new StoreHealth(StoreHealth.Status.DOWN, Map.of("error", ex.toString()));
        }
    }

    private static Map<String, Object> describe(StoreHealth health) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("status", health.status().name());
        description.putAll(health.details());
        return description;
    }
}
