package io.leafboot.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one cache. Immutable: every setter gives a changed copy. What is not set is {@code null} until the registry
 * fills it in from {@code cache.defaults} and then from {@link #builtIn()}; the ranges are checked when a cache is created.
 */
public final class CacheSpec implements Cloneable {

    /** Entries live in the memory of this process. */
    public static final String MEMORY = "memory";

    /** Entries live in Redis. */
    public static final String REDIS = "redis";

    /** Entries live in Redis, and those read lately in memory too. */
    public static final String TWO_LEVEL = "two-level";

    /** Entries live in the memory of all the applications that share the cache. */
    public static final String CLUSTER = "cluster";

    private @Nullable String type;
    private @Nullable Long maxSize;
    private @Nullable Long maxBytes;
    private @Nullable Duration ttl;
    private @Nullable Duration idleTtl;
    private @Nullable Duration localTtl;
    private @Nullable Double jitter;
    private @Nullable Boolean cacheNulls;
    private @Nullable Duration nullTtl;
    private @Nullable Eviction eviction;
    private @Nullable Duration cleanupInterval;
    private @Nullable String keyPrefix;
    private @Nullable String format;
    private @Nullable Type valueType;
    private @Nullable String redisConnection;
    private @Nullable WritePolicy writePolicy;
    private @Nullable Duration writeInterval;
    private @Nullable Integer writeBatchSize;
    private @Nullable Boolean keyIndex;
    private @Nullable Integer copies;
    private @Nullable ClusterMode mode;
    private @Nullable Boolean transactionAware;
    private @Nullable OnError onError;
    private @Nullable List<String> tags;
    private LoadSpec loading = LoadSpec.UNSET;
    private HotKeySpec hotKeys = HotKeySpec.UNSET;
    private WriterSpec writer = WriterSpec.UNSET;

    private CacheSpec() {}

    /** A cache in the memory of this process. */
    public static CacheSpec memory() {
        return unset().type(MEMORY);
    }

    /** A cache in Redis. */
    public static CacheSpec redis() {
        return unset().type(REDIS);
    }

    /** A cache in Redis with a memory level before it. */
    public static CacheSpec twoLevel() {
        return unset().type(TWO_LEVEL);
    }

    /** A cache in the memory of all the applications that share it. */
    public static CacheSpec cluster() {
        return unset().type(CLUSTER);
    }

    /** Nothing set. */
    public static CacheSpec unset() {
        return new CacheSpec();
    }

    /** What holds where neither a cache nor {@code cache.defaults} says otherwise. */
    public static CacheSpec builtIn() {
        return builtIn(MEMORY);
    }

    /** The same, for a cache of this type. */
    public static CacheSpec builtIn(String type) {
        CacheSpec spec = unset().type(type)
                .jitter(0)
                .cacheNulls(true)
                .eviction(Eviction.WINDOW_TINY_LFU)
                .cleanupInterval(Duration.ofMinutes(1))
                .keyPrefix("cache:")
                .format("json")
                .copies(2)
                .mode(ClusterMode.PARTITIONED)
                .writePolicy(WritePolicy.WRITE_THROUGH)
                .writeInterval(Duration.ofMillis(500))
                .writeBatchSize(500)
                .transactionAware(true)
                .onError(OnError.DEGRADE)
                .loading(LoadSpec.BUILT_IN)
                .hotKeys(HotKeySpec.BUILT_IN)
                .writer(WriterSpec.BUILT_IN);
        return type.equals(TWO_LEVEL)
                ? spec.localTtl(Duration.ofMinutes(1))
                : spec; // a cluster keeps no near copies unasked
    }

    /** Type of the cache: {@code memory}, {@code redis}, {@code two-level}, {@code cluster}, or the name of a {@link CacheType} bean. */
    public CacheSpec type(String type) {
        return with(copy -> copy.type = type);
    }

    /** See {@link #type(String)}; {@code null} if not set. */
    public @Nullable String type() {
        return type;
    }

    /** Most entries in memory, from 1. Types without a memory level pay it no heed. */
    public CacheSpec maxSize(long maxSize) {
        return with(copy -> copy.maxSize = maxSize);
    }

    /** See {@link #maxSize(long)}; {@code null} if not set. */
    public @Nullable Long maxSize() {
        return maxSize;
    }

    /** Greatest weight of the entries in memory, from 1: the length of key and value in the form in which they would be stored remotely. Takes the place of {@link #maxSize}. */
    public CacheSpec maxBytes(long maxBytes) {
        return with(copy -> copy.maxBytes = maxBytes);
    }

    /** See {@link #maxBytes(long)}; {@code null} if not set. */
    public @Nullable Long maxBytes() {
        return maxBytes;
    }

    /** How long an entry is kept after it was put; 1 ms to 3650 days. */
    public CacheSpec ttl(Duration ttl) {
        return with(copy -> copy.ttl = ttl);
    }

    /** See {@link #ttl(Duration)}; {@code null} if not set. */
    public @Nullable Duration ttl() {
        return ttl;
    }

    /** How long an entry is kept after it was last read or put; 1 ms to 3650 days. */
    public CacheSpec idleTtl(Duration idleTtl) {
        return with(copy -> copy.idleTtl = idleTtl);
    }

    /** See {@link #idleTtl(Duration)}; {@code null} if not set. */
    public @Nullable Duration idleTtl() {
        return idleTtl;
    }

    /** How long a cache of two levels keeps an entry in memory at most, or a cluster a near copy of an entry of other nodes; 1 ms to 3650 days. */
    public CacheSpec localTtl(Duration localTtl) {
        return with(copy -> copy.localTtl = localTtl);
    }

    /** See {@link #localTtl(Duration)}; {@code null} if not set. */
    public @Nullable Duration localTtl() {
        return localTtl;
    }

    /** Share, 0 to 0.9, by which a time to live is shortened at random, so that entries put together do not expire together. */
    public CacheSpec jitter(double jitter) {
        return with(copy -> copy.jitter = jitter);
    }

    /** See {@link #jitter(double)}; {@code null} if not set. */
    public @Nullable Double jitter() {
        return jitter;
    }

    /** Whether {@code null} is kept as a value. */
    public CacheSpec cacheNulls(boolean cacheNulls) {
        return with(copy -> copy.cacheNulls = cacheNulls);
    }

    /** See {@link #cacheNulls(boolean)}; {@code null} if not set. */
    public @Nullable Boolean cacheNulls() {
        return cacheNulls;
    }

    /** Time to live of {@code null} values instead of {@link #ttl}. */
    public CacheSpec nullTtl(Duration nullTtl) {
        return with(copy -> copy.nullTtl = nullTtl);
    }

    /** See {@link #nullTtl(Duration)}; {@code null} if not set. */
    public @Nullable Duration nullTtl() {
        return nullTtl;
    }

    /** Which entry leaves a full memory level. */
    public CacheSpec eviction(Eviction eviction) {
        return with(copy -> copy.eviction = eviction);
    }

    /** See {@link #eviction(Eviction)}; {@code null} if not set. */
    public @Nullable Eviction eviction() {
        return eviction;
    }

    /** How often expired entries are taken out of memory without traffic; 100 ms to 1 day. */
    public CacheSpec cleanupInterval(Duration cleanupInterval) {
        return with(copy -> copy.cleanupInterval = cleanupInterval);
    }

    /** See {@link #cleanupInterval(Duration)}; {@code null} if not set. */
    public @Nullable Duration cleanupInterval() {
        return cleanupInterval;
    }

    /** What keys in a remote store begin with. Not empty, no braces. */
    public CacheSpec keyPrefix(String keyPrefix) {
        return with(copy -> copy.keyPrefix = keyPrefix);
    }

    /** See {@link #keyPrefix(String)}; {@code null} if not set. */
    public @Nullable String keyPrefix() {
        return keyPrefix;
    }

    /** Name of the codec that values are written with in a remote store. */
    public CacheSpec format(String format) {
        return with(copy -> copy.format = format);
    }

    /** See {@link #format(String)}; {@code null} if not set. */
    public @Nullable String format() {
        return format;
    }

    /** Type of the values, where no annotated method tells it. */
    public CacheSpec valueType(Type valueType) {
        return with(copy -> copy.valueType = valueType);
    }

    /** See {@link #valueType(Type)}; {@code null} if not set. */
    public @Nullable Type valueType() {
        return valueType;
    }

    /** Bean name of the Redis connection factory, where there are several. */
    public CacheSpec redisConnection(String redisConnection) {
        return with(copy -> copy.redisConnection = redisConnection);
    }

    /** See {@link #redisConnection(String)}; {@code null} if not set. */
    public @Nullable String redisConnection() {
        return redisConnection;
    }

    /** How a put reaches the remote level of two. */
    public CacheSpec writePolicy(WritePolicy writePolicy) {
        return with(copy -> copy.writePolicy = writePolicy);
    }

    /** See {@link #writePolicy(WritePolicy)}; {@code null} if not set. */
    public @Nullable WritePolicy writePolicy() {
        return writePolicy;
    }

    /** With write-behind, how long a put waits for others at most; 1 ms to 1 minute. */
    public CacheSpec writeInterval(Duration writeInterval) {
        return with(copy -> copy.writeInterval = writeInterval);
    }

    /** See {@link #writeInterval(Duration)}; {@code null} if not set. */
    public @Nullable Duration writeInterval() {
        return writeInterval;
    }

    /** With write-behind, how many puts are written at once; 1 to 10,000. */
    public CacheSpec writeBatchSize(int writeBatchSize) {
        return with(copy -> copy.writeBatchSize = writeBatchSize);
    }

    /** See {@link #writeBatchSize(int)}; {@code null} if not set. */
    public @Nullable Integer writeBatchSize() {
        return writeBatchSize;
    }

    /** Whether a remote store keeps an index of the keys, so that they can be listed and a clear gives memory back at once. */
    public CacheSpec keyIndex(boolean keyIndex) {
        return with(copy -> copy.keyIndex = keyIndex);
    }

    /** See {@link #keyIndex(boolean)}; {@code null} if not set. */
    public @Nullable Boolean keyIndex() {
        return keyIndex;
    }

    /** How many nodes of a cluster hold each entry, its owner included; 1 to 10. */
    public CacheSpec copies(int copies) {
        return with(copy -> copy.copies = copies);
    }

    /** See {@link #copies(int)}; {@code null} if not set. */
    public @Nullable Integer copies() {
        return copies;
    }

    /** Where the entries of a cluster are. */
    public CacheSpec mode(ClusterMode mode) {
        return with(copy -> copy.mode = mode);
    }

    /** See {@link #mode(ClusterMode)}; {@code null} if not set. */
    public @Nullable ClusterMode mode() {
        return mode;
    }

    /** Whether puts inside a transaction wait for its commit and are dropped by its rollback, and evicts happen again after it. */
    public CacheSpec transactionAware(boolean transactionAware) {
        return with(copy -> copy.transactionAware = transactionAware);
    }

    /** See {@link #transactionAware(boolean)}; {@code null} if not set. */
    public @Nullable Boolean transactionAware() {
        return transactionAware;
    }

    /** What a caller sees of a store that fails. */
    public CacheSpec onError(OnError onError) {
        return with(copy -> copy.onError = onError);
    }

    /** See {@link #onError(OnError)}; {@code null} if not set. */
    public @Nullable OnError onError() {
        return onError;
    }

    /**
     * Tags of every entry, as Spring expressions over {@code #key} and {@code #value}; each gives a tag, a collection of
     * tags, or {@code null} for none. At most 20.
     */
    public CacheSpec tags(List<String> tags) {
        return with(copy -> copy.tags = List.copyOf(tags));
    }

    /** See {@link #tags(List)}; {@code null} if not set. */
    public @Nullable List<String> tags() {
        return tags;
    }

    /** How values are loaded, and what is answered while that fails or takes long. */
    public CacheSpec loading(LoadSpec loading) {
        return with(copy -> copy.loading = loading);
    }

    /** See {@link #loading(LoadSpec)}. */
    public LoadSpec loading() {
        return loading;
    }

    /** Which keys of a remote cache get a place in memory of their own accord. */
    public CacheSpec hotKeys(HotKeySpec hotKeys) {
        return with(copy -> copy.hotKeys = hotKeys);
    }

    /** See {@link #hotKeys(HotKeySpec)}. */
    public HotKeySpec hotKeys() {
        return hotKeys;
    }

    /** How the {@link CacheWriter} of the cache is called, if there is one. */
    public CacheSpec writer(WriterSpec writer) {
        return with(copy -> copy.writer = writer);
    }

    /** See {@link #writer(WriterSpec)}. */
    public WriterSpec writer() {
        return writer;
    }

    /**
     * Where the settings of a cache stand in {@code application.yml}.
     *
     * @return {@code cache.caches.users}, or {@code cache.caches.[shop:users]} for a name that must stand in brackets
     */
    public static String path(String cacheName) {
        boolean plain = cacheName
                .chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
        return "cache.caches." + (plain ? cacheName : "[" + cacheName + "]");
    }

    /** This spec, with everything that it leaves open taken from {@code defaults}. */
    public CacheSpec orElse(CacheSpec defaults) {
        CacheSpec copy = copy();
        copy.type = type != null ? type : defaults.type;
        copy.ttl = ttl != null ? ttl : defaults.ttl;
        copy.idleTtl = idleTtl != null ? idleTtl : defaults.idleTtl;
        copy.localTtl = localTtl != null ? localTtl : defaults.localTtl;
        copy.jitter = jitter != null ? jitter : defaults.jitter;
        copy.cacheNulls = cacheNulls != null ? cacheNulls : defaults.cacheNulls;
        copy.nullTtl = nullTtl != null ? nullTtl : defaults.nullTtl;
        copy.eviction = eviction != null ? eviction : defaults.eviction;
        copy.cleanupInterval = cleanupInterval != null ? cleanupInterval : defaults.cleanupInterval;
        copy.keyPrefix = keyPrefix != null ? keyPrefix : defaults.keyPrefix;
        copy.format = format != null ? format : defaults.format;
        copy.valueType = valueType != null ? valueType : defaults.valueType;
        copy.redisConnection = redisConnection != null ? redisConnection : defaults.redisConnection;
        copy.writePolicy = writePolicy != null ? writePolicy : defaults.writePolicy;
        copy.writeInterval = writeInterval != null ? writeInterval : defaults.writeInterval;
        copy.writeBatchSize = writeBatchSize != null ? writeBatchSize : defaults.writeBatchSize;
        copy.keyIndex = keyIndex != null ? keyIndex : defaults.keyIndex;
        copy.copies = copies != null ? copies : defaults.copies;
        copy.mode = mode != null ? mode : defaults.mode;
        copy.transactionAware = transactionAware != null ? transactionAware : defaults.transactionAware;
        copy.onError = onError != null ? onError : defaults.onError;
        copy.tags = tags != null ? tags : defaults.tags;
        copy.loading = loading.orElse(defaults.loading);
        copy.hotKeys = hotKeys.orElse(defaults.hotKeys);
        copy.writer = writer.orElse(defaults.writer);
        if (maxSize == null && maxBytes == null) { // one bound takes the place of the other
            copy.maxSize = defaults.maxSize;
            copy.maxBytes = defaults.maxBytes;
        }
        return copy;
    }

    private CacheSpec with(Consumer<CacheSpec> change) {
        CacheSpec copy = copy();
        change.accept(copy);
        return copy;
    }

    private CacheSpec copy() {
        try {
            return (CacheSpec) super.clone();
        } catch (CloneNotSupportedException ex) {
            throw new AssertionError(ex);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheSpec spec && spec.settings().equals(settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    /** The settings that are set and that this type looks at, by their names in {@code application.yml}, in a fixed order. */
    public Map<String, Object> describe() {
        return SpecDescription.inForce(this);
    }

    /** All settings that are set, whether this type looks at them or not: a copy. */
    public Map<String, Object> settings() {
        return SpecDescription.all(this);
    }

    @Override
    public String toString() {
        return describe().toString();
    }
}
