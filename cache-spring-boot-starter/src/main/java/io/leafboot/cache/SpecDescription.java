package io.leafboot.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings of a cache by their names in {@code application.yml}, and which of them its type looks at. */
final class SpecDescription {

    private static final Set<String> OF_MEMORY = Set.of("max-size", "max-bytes", "eviction", "cleanup-interval");
    private static final Set<String> OF_REDIS = Set.of("key-prefix", "format", "value-type", "redis", "key-index");
    private static final Set<String> OF_TWO_LEVELS =
            Set.of("write-policy", "write-behind.interval", "write-behind.batch-size");
    private static final Set<String> OF_CLUSTERS = Set.of("copies", "mode");
    private static final Set<String> OF_OTHERS_THAN_CLUSTERS =
            Set.of("max-bytes", "eviction", "key-prefix", "redis", "key-index");

    private SpecDescription() {}

    /** What is set and has an effect. */
    static Map<String, Object> inForce(CacheSpec spec) {
        Map<String, Object> settings = all(spec);
        Set<String> names = settings.keySet();
        if (CacheSpec.MEMORY.equals(spec.type())) {
            names.removeAll(OF_REDIS);
            names.removeAll(OF_TWO_LEVELS);
            names.remove("local-ttl");
            names.remove("on-error"); // memory does not fail
        } else if (CacheSpec.REDIS.equals(spec.type())) {
            names.removeAll(OF_MEMORY);
            names.removeAll(OF_TWO_LEVELS);
            names.remove("local-ttl");
        } else if (CacheSpec.CLUSTER.equals(spec.type())) {
            names.removeAll(OF_OTHERS_THAN_CLUSTERS);
            names.removeAll(OF_TWO_LEVELS);
            if (spec.mode() == ClusterMode.REPLICATED) {
                names.remove("copies");
            }
        }
        if (!CacheSpec.CLUSTER.equals(spec.type())) {
            names.removeAll(OF_CLUSTERS);
        }
        Integer threshold = spec.hotKeys().threshold();
        if (!CacheSpec.REDIS.equals(spec.type()) || threshold == null || threshold == 0) {
            names.removeIf(name -> name.startsWith("hot-keys."));
        }
        if (spec.writer().mode() != WriterSpec.Mode.WRITE_BEHIND) {
            names.removeIf(name -> name.startsWith("writer.") && !name.equals("writer.mode"));
        }
        if (spec.writePolicy() != WritePolicy.WRITE_BEHIND) {
            names.removeIf(name -> name.startsWith("write-behind."));
        }
        return settings;
    }

    /** What is set, whether the type looks at it or not. */
    static Map<String, Object> all(CacheSpec spec) {
        Map<String, Object> settings = new LinkedHashMap<>();
        put(settings, "type", spec.type());
        put(settings, "max-size", spec.maxSize());
        put(settings, "max-bytes", spec.maxBytes());
        put(settings, "ttl", spec.ttl());
        put(settings, "idle-ttl", spec.idleTtl());
        put(settings, "local-ttl", spec.localTtl());
        put(settings, "jitter", spec.jitter());
        put(settings, "cache-nulls", spec.cacheNulls());
        put(settings, "null-ttl", spec.nullTtl());
        put(settings, "eviction", spec.eviction());
        put(settings, "cleanup-interval", spec.cleanupInterval());
        put(settings, "key-prefix", spec.keyPrefix());
        put(settings, "format", spec.format());
        put(
                settings,
                "value-type",
                spec.valueType() == null ? null : spec.valueType().getTypeName());
        put(settings, "redis", spec.redisConnection());
        put(settings, "write-policy", spec.writePolicy());
        put(settings, "write-behind.interval", spec.writeInterval());
        put(settings, "write-behind.batch-size", spec.writeBatchSize());
        put(settings, "key-index", spec.keyIndex());
        put(settings, "copies", spec.copies());
        put(settings, "mode", spec.mode());
        put(settings, "transaction-aware", spec.transactionAware());
        put(settings, "on-error", spec.onError());
        put(settings, "tags", spec.tags());
        spec.loading().describe((name, value) -> put(settings, name, value));
        spec.hotKeys().describe((name, value) -> put(settings, name, value));
        spec.writer().describe((name, value) -> put(settings, name, value));
        return settings;
    }

    private static void put(Map<String, Object> settings, String name, @Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            settings.put(name, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } else if (value instanceof Duration || value instanceof RefreshAhead) {
            settings.put(name, value.toString());
        } else if (value != null) {
            settings.put(name, value);
        }
    }
}
