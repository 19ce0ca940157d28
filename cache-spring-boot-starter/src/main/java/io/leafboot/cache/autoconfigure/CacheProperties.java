package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.ClusterMode;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.OnError;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.WriterSpec;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
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
 * @param loading The threads on which values are loaded in the background.
 * @param redis Behaviour towards Redis.
 * @param cluster How this application takes part in a cluster of its own kind.
 * @param http Access to caches over HTTP.
 * @param grpc Access to caches over gRPC.
 */
@ConfigurationProperties(prefix = "cache", ignoreUnknownFields = false)
public record CacheProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Boolean createUnknown,
        @DefaultValue Settings defaults,
        @DefaultValue Map<String, Settings> caches,
        @DefaultValue Loading loading,
        @DefaultValue Redis redis,
        @DefaultValue @NestedConfigurationProperty ClusterProperties cluster,
        @DefaultValue @NestedConfigurationProperty HttpAccessProperties http,
        @DefaultValue @NestedConfigurationProperty GrpcAccessProperties grpc) {

    /**
     * Settings of a cache.
     *
     * @param type Type of the cache: memory (the default), redis, two-level, cluster, or the name of a CacheType bean.
     * @param maxSize Most entries in memory.
     * @param maxBytes Greatest weight of the entries in memory, measured as keys and values are written remotely. Takes
     *     the place of max-size.
     * @param ttl How long an entry is kept after it was put.
     * @param idleTtl How long an entry is kept after it was last read or put.
     * @param localTtl How long a two-level cache keeps an entry in memory at most (default 1m), or a cluster a near copy of
     *     what other nodes hold (by default it keeps none).
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
     * @param copies How many nodes of a cluster hold each entry, its owner included. Default 2.
     * @param mode Where the entries of a cluster are: partitioned (the default) over the nodes, or replicated to all.
     * @param transactionAware Whether a put inside a transaction waits for its commit and is dropped by its rollback, and an
     *     evict happens at once and again after the commit. Default true.
     * @param onError What a caller sees of a store that fails: nothing (degrade, the default), or an exception
     *     (propagate).
     * @param tags Tags of every entry, as Spring expressions over #key and #value.
     * @param staleFor For how long after its time to live an old value is kept, to be answered while the source fails.
     * @param staleRetry How long the source is left alone after a failure, as long as there is an old value. Default 30s.
     * @param failureTtl How long a failure is answered without asking the source again, where there is no old value. By
     *     default only those share it who wait for the load.
     * @param softTimeout How long a caller waits for a new value that has an old one. The load goes on behind.
     * @param hardTimeout How long a caller waits for a value that has no old one. The load goes on behind.
     * @param refreshAhead Share of the time to live, such as 80%, after which a read loads the value anew in the
     *     background; auto for a random moment by what the load costs; off.
     * @param leaseTime For how long one load keeps others of the same key out. Default 10s.
     * @param hotKeys Which keys of a cache in Redis get a place in memory by themselves.
     * @param writer How the CacheWriter of the cache is called, if there is one.
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
            @Nullable Integer copies,
            @Nullable ClusterMode mode,
            @Nullable Boolean transactionAware,
            @Nullable OnError onError,
            @Nullable List<String> tags,
            @Nullable Duration staleFor,
            @Nullable Duration staleRetry,
            @Nullable Duration failureTtl,
            @Nullable Duration softTimeout,
            @Nullable Duration hardTimeout,
            @Nullable RefreshAhead refreshAhead,
            @Nullable Duration leaseTime,
            @Nullable HotKeys hotKeys,
            @Nullable Writer writer) {

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
            spec = set(spec, copies, CacheSpec::copies);
            spec = set(spec, mode, CacheSpec::mode);
            spec = set(spec, transactionAware, CacheSpec::transactionAware);
            spec = set(spec, onError, CacheSpec::onError);
            spec = set(spec, tags, CacheSpec::tags);
            spec = set(spec, hotKeys == null ? null : hotKeys.toSpec(), CacheSpec::hotKeys);
            spec = set(spec, writer == null ? null : writer.toSpec(), CacheSpec::writer);
            return spec.loading(
                    new LoadSpec(staleFor, staleRetry, failureTtl, softTimeout, hardTimeout, refreshAhead, leaseTime));
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
     * Which keys of a cache in Redis get a place in memory by themselves.
     *
     * @param threshold Reads of a key on one node within ten seconds that make it hot; 0, like none, for never.
     * @param localTtl How long a hot key stays in memory before it is read from Redis again. Default 5s.
     */
    public record HotKeys(
            @Nullable Integer threshold, @Nullable Duration localTtl) {

        HotKeySpec toSpec() {
            return new HotKeySpec(threshold, localTtl);
        }
    }

    /**
     * How the CacheWriter of a cache is called.
     *
     * @param mode Whether a put waits for the writer: write-through (the default) or write-behind.
     * @param interval With write-behind, how long a value waits for others at most. Default 1s.
     * @param batchSize With write-behind, how many values the writer is given at once. Default 100.
     * @param queueSize With write-behind, how many values may wait. Default 10000.
     * @param maxAttempts With write-behind, how often a value is tried before it is given up. Default 5.
     * @param backoff With write-behind, how long after a failure the next attempt is made; it doubles each time. Default
     *     500ms.
     */
    public record Writer(
            WriterSpec.@Nullable Mode mode,
            @Nullable Duration interval,
            @Nullable Integer batchSize,
            @Nullable Integer queueSize,
            @Nullable Integer maxAttempts,
            @Nullable Duration backoff) {

        WriterSpec toSpec() {
            return new WriterSpec(mode, interval, batchSize, queueSize, maxAttempts, backoff);
        }
    }

    /**
     * The threads on which values are loaded in the background: for refresh-ahead, soft-timeout and hard-timeout.
     *
     * @param threads How many loads run at once at most. Threads are virtual where the JDK has them.
     * @param queueSize How many more may wait for a thread.
     */
    public record Loading(
            @DefaultValue("100") int threads,
            @DefaultValue("10000") int queueSize) {}

    /**
     * Behaviour towards Redis.
     *
     * @param commandTimeout How long a call waits for an answer of Redis before it goes on without.
     * @param maxValueSize Values that are longer when written are not kept.
     * @param partitions On a Redis Cluster, over how many hash slots the keys are spread. Every application that shares
     *     the keys must set the same.
     * @param log The log by which two-level caches learn of each other's writes.
     * @param breaker When a Redis that does not answer is left alone.
     */
    public record Redis(
            @DefaultValue("1s") Duration commandTimeout,
            @DefaultValue("16MB") DataSize maxValueSize,
            @DefaultValue("16") int partitions,
            @DefaultValue Log log,
            @DefaultValue Breaker breaker) {}

    /**
     * The log by which two-level caches learn of each other's writes.
     *
     * @param maxLength About how many writes it holds. A node that missed more drops its memory level.
     * @param pollInterval How often it is read even if nothing announces news.
     */
    public record Log(
            @DefaultValue("10000") int maxLength,
            @DefaultValue("500ms") Duration pollInterval) {}

    /**
     * When a Redis that does not answer is left alone: calls then go on without it at once. On a Redis Cluster each
     * partition has a breaker of its own.
     *
     * @param windowSize How many of the last commands count.
     * @param minCalls Before how many of them nothing is concluded.
     * @param failureRate Share of them, such as 50%, that timed out or could not be sent, from which on Redis is left
     *     alone.
     * @param probeInterval How often a Redis that is left alone is asked, in the background, whether it answers again.
     */
    public record Breaker(
            @DefaultValue("20") int windowSize,
            @DefaultValue("5") int minCalls,
            @DefaultValue("50%") Percentage failureRate,
            @DefaultValue("1s") Duration probeInterval) {}
}
