package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.WritePolicy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the caches. Ranges are checked when the application starts; an unknown name is an error.
 *
 * @param enabled Whether these caches are configured at all.
 * @param createUnknown Whether a cache that is asked for and not declared is created with the defaults. By default only
 *     if no cache is declared at all.
 * @param defaults Settings of every cache that does not set them itself.
 * @param caches Named caches.
 * @param redis Behaviour towards Redis.
 */
@ConfigurationProperties(prefix = "cache", ignoreUnknownFields = false)
public record CacheProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Boolean createUnknown,
        @DefaultValue Settings defaults,
        @DefaultValue Map<String, Settings> caches,
        @DefaultValue Redis redis) {

    /**
     * Settings of a cache.
     *
     * @param type Type of the cache: memory (the default), redis, two-level, or the name of a CacheType bean.
     * @param maxSize Most entries in memory.
     * @param maxBytes Greatest weight of the entries in memory, measured as keys and values are written remotely. Takes
     *     the place of max-size.
     * @param ttl How long an entry is kept after it was put.
     * @param idleTtl How long an entry is kept after it was last read or put.
     * @param localTtl How long a two-level cache keeps an entry in memory at most. Default 1m.
     * @param jitter Share by which times to live are shortened at random, such as 10%, so that entries put together do
     *     not expire together.
     * @param cacheNulls Whether null is kept as a value. Default true.
     * @param nullTtl Time to live of null values instead of ttl.
     * @param eviction Which entry leaves a full memory level: always Window TinyLFU; other names are accepted and mean it.
     * @param cleanupInterval How often expired entries are taken out of memory without traffic. Default 1m.
     * @param keyPrefix What keys in Redis begin with. Default "cache:".
     * @param format Codec for values in Redis: json (the default), or the name of a ValueCodec bean.
     * @param valueType Class of the values, where no annotated method tells it.
     * @param redis Bean name of the RedisConnectionFactory to use, where there are several.
     * @param writePolicy How a put reaches the remote level of a two-level cache. Default write-through.
     * @param writeBehind Settings of write-behind.
     * @param keyIndex Whether an index of the keys is kept in Redis, so that they can be listed and a clear gives memory
     *     back at once. By default only for caches without a time to live.
     * @param transactionAware Whether puts and evicts inside a transaction wait for its commit and are dropped by its
     *     rollback. Default true.
     */
    public record Settings(
            @Nullable String type,
            @Nullable Long maxSize,
            @Nullable DataSize maxBytes,
            @Nullable Duration ttl,
            @Nullable Duration idleTtl,
            @Nullable Duration localTtl,
            @Nullable Percentage jitter,
            @Nullable Boolean cacheNulls,
            @Nullable Duration nullTtl,
            @Nullable Eviction eviction,
            @Nullable Duration cleanupInterval,
            @Nullable String keyPrefix,
            @Nullable String format,
            @Nullable Class<?> valueType,
            @Nullable String redis,
            @Nullable WritePolicy writePolicy,
            @Nullable WriteBehind writeBehind,
            @Nullable Boolean keyIndex,
            @Nullable Boolean transactionAware) {

        CacheSpec toSpec() {
            CacheSpec spec = CacheSpec.unset();
            spec = set(spec, type, CacheSpec::type);
            spec = set(spec, maxSize, CacheSpec::maxSize);
            spec = set(spec, maxBytes == null ? null : maxBytes.toBytes(), CacheSpec::maxBytes);
            spec = set(spec, ttl, CacheSpec::ttl);
            spec = set(spec, idleTtl, CacheSpec::idleTtl);
            spec = set(spec, localTtl, CacheSpec::localTtl);
            spec = set(spec, jitter == null ? null : jitter.share(), CacheSpec::jitter);
            spec = set(spec, cacheNulls, CacheSpec::cacheNulls);
            spec = set(spec, nullTtl, CacheSpec::nullTtl);
            spec = set(spec, eviction, CacheSpec::eviction);
            spec = set(spec, cleanupInterval, CacheSpec::cleanupInterval);
            spec = set(spec, keyPrefix, CacheSpec::keyPrefix);
            spec = set(spec, format, CacheSpec::format);
            spec = set(spec, (Type) valueType, CacheSpec::valueType);
            spec = set(spec, redis, CacheSpec::redisConnection);
            spec = set(spec, writePolicy, CacheSpec::writePolicy);
            spec = set(spec, writeBehind == null ? null : writeBehind.interval(), CacheSpec::writeInterval);
            spec = set(spec, writeBehind == null ? null : writeBehind.batchSize(), CacheSpec::writeBatchSize);
            spec = set(spec, keyIndex, CacheSpec::keyIndex);
            return set(spec, transactionAware, CacheSpec::transactionAware);
        }

        private static <T> CacheSpec set(
                CacheSpec spec, @Nullable T value, BiFunction<CacheSpec, T, CacheSpec> setter) {
            return value == null ? spec : setter.apply(spec, value);
        }
    }

    /**
     * Settings of write-behind.
     *
     * @param interval How long a put waits for others at most. Default 500ms.
     * @param batchSize How many puts are written at once. Default 500.
     */
    public record WriteBehind(
            @Nullable Duration interval, @Nullable Integer batchSize) {}

    /**
     * Behaviour towards Redis.
     *
     * @param commandTimeout How long a call waits for an answer of Redis before it goes on without.
     * @param partitions On a Redis Cluster, over how many hash slots the keys are spread. Every application that shares
     *     the keys must set the same.
     * @param log The log by which two-level caches learn of each other's writes.
     */
    public record Redis(
            @DefaultValue("1s") Duration commandTimeout,
            @DefaultValue("16") int partitions,
            @DefaultValue Log log) {}

    /**
     * The log by which two-level caches learn of each other's writes.
     *
     * @param maxLength About how many writes it holds. A node that missed more drops its memory level.
     * @param pollInterval How often it is read even if nothing announces news.
     */
    public record Log(
            @DefaultValue("10000") int maxLength,
            @DefaultValue("500ms") Duration pollInterval) {}
}
