package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.ClusterMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.conflict.MergePolicy;
import org.infinispan.container.entries.InternalCacheEntry;
import org.infinispan.context.Flag;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntriesEvicted;
import org.infinispan.notifications.cachelistener.event.CacheEntriesEvictedEvent;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * One cache of the engine's: keys by their text, and what is stored under them. Nothing is ever removed, only written over,
 * by {@link Stored#nothing}: a removal that the first owner finds nothing to remove for might not be passed on to the other
 * copies, and an owner may have lost an entry to its bound that another still has. What was written over leaves by its time.
 *
 * <p>Every call ends in a bounded time, in a {@link CacheStoreException} if it failed.
 */
@Listener
final class ClusterMap {

    /** For how long what is nothing is remembered; long enough to be written to every copy. */
    private static final long NOTHING_MILLIS = 5000;

    /** A time without end, to the engine. */
    static final long FOR_EVER = -1;

    /** How much longer the engine keeps an entry than we look at it: its clock is not ours. */
    private static final long MARGIN_MILLIS = 1000;

    private static final int SEGMENTS = 256;

    /** How often a key is changed anew that others write at the same time. */
    private static final int MOST_TRIES = 20;

    private final String name;
    private final Configuration configuration;
    private final long timeoutMillis;
    private final long idleMillis;
    private final LongAdder evictions = new LongAdder();
    private volatile EmbeddedCacheManager manager;

    private volatile AdvancedCache<String, Stored> map;
    private volatile AdvancedCache<String, Stored> blind;

    /** Opens a cache, and waits until this node has its part of it. */
    ClusterMap(EmbeddedCacheManager manager, String name, CacheSpec spec, ClusterSettings settings) {
        this.name = name;
        this.configuration = configuration(spec, settings);
        this.timeoutMillis = settings.remoteTimeout().toMillis();
        this.idleMillis = spec.idleTtl() == null ? FOR_EVER : spec.idleTtl().toMillis();
        open(manager);
    }

    /** Opens it anew, after this node had left the cluster. */
    void reopen(EmbeddedCacheManager joined) {
        if (joined != manager) { // or it was opened before another one failed to be
            open(joined);
        }
    }

    private void open(EmbeddedCacheManager joined) {
        AdvancedCache<String, Stored> opened = EngineCaches.open(joined, name, configuration);
        opened.addListener(this);
        map = opened;
        blind = opened.withFlags(Flag.IGNORE_RETURN_VALUES);
        manager = joined;
    }

    private static Configuration configuration(CacheSpec spec, ClusterSettings settings) {
        boolean replicated = spec.mode() == ClusterMode.REPLICATED;
        ConfigurationBuilder builder = EngineCaches.configuration(
                replicated ? CacheMode.REPL_SYNC : CacheMode.DIST_SYNC,
                settings,
                settings.split().handling(),
                MergePolicy.PREFERRED_NON_NULL);
        builder.clustering().hash().numSegments(SEGMENTS);
        if (!replicated && spec.copies() != null) {
            builder.clustering().hash().numOwners(spec.copies());
        }
        builder.locking().lockAcquisitionTimeout(settings.remoteTimeout().toMillis(), TimeUnit.MILLISECONDS);
        Duration interval = spec.cleanupInterval();
        if (interval != null) {
            builder.expiration().wakeUpInterval(interval.toMillis());
        }
        if (spec.maxSize() != null) {
            builder.memory().maxCount(spec.maxSize()).whenFull(EvictionStrategy.REMOVE);
        }
        return builder.build();
    }

    /**
     * What this node holds of a key that it owns, as a copy too, or {@code null} where the engine has to be asked. It is where the
     * engine looks as well, behind a dozen interceptors. What they do for a read is done here, afterwards, so that nothing can have
     * changed meanwhile: what was looked up while owners changed does not count, nor in a part of the cluster that is to
     * refuse, nor in a cache that is being stopped. When the engine drops an entry is not asked: it does so later than its
     * value ends, though not later than a lease.
     */
    @Nullable
    Stored here(String text) {
        if (idleMillis != FOR_EVER) {
            return null;
        }
        AdvancedCache<String, Stored> cache = map;
        LocalizedCacheTopology topology = topology(cache);
        if (!topology.isReadOwner(text)) {
            return null;
        }
        InternalCacheEntry<String, Stored> entry = cache.getDataContainer().get(text); // counts as a use, for the bound
        boolean counts = entry != null
                && topology(cache).getTopologyId() == topology.getTopologyId()
                && cache.getAvailability() == AvailabilityMode.AVAILABLE
                && cache.getStatus() == ComponentStatus.RUNNING;
        return counts ? entry.getValue() : null;
    }

    @Nullable
    Stored get(String text) {
        return call(() -> map.get(text));
    }

    CompletableFuture<@Nullable Stored> getAsync(String text) {
        return this.<@Nullable Stored>callAsync(() -> map.getAsync(text));
    }

    /** What there is, in one call to each node. */
    Map<String, Stored> getAll(Collection<String> texts) {
        return call(() -> map.getAll(new HashSet<>(texts)));
    }

    /** Writes, whatever is there. */
    void put(String text, Stored stored) {
        call(() -> blind.put(text, stored, life(stored), TimeUnit.MILLISECONDS, idle(stored), TimeUnit.MILLISECONDS));
    }

    /** Likewise, and waits for nothing. */
    CompletableFuture<?> putAsync(String text, Stored stored) {
        return callAsync(() ->
                blind.putAsync(text, stored, life(stored), TimeUnit.MILLISECONDS, idle(stored), TimeUnit.MILLISECONDS));
    }

    /** Likewise several, together. */
    void putAll(Map<String, Stored> entries) {
        List<CompletableFuture<?>> puts = new ArrayList<>();
        entries.forEach((text, stored) -> puts.add(putAsync(text, stored)));
        await(CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)));
    }

    /** Writes nothing over what is there, and gives that. */
    @Nullable
    Stored remove(String text) {
        return call(() -> map.put(text, Stored.nothing(), NOTHING_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * Changes what is under a key by what is there. Of those who do so at the same time one comes first, and the others decide
     * anew: a write says what it replaces, which the first owner compares with what it has. One that has lost that to its bound,
     * where a copy of it was read, has nothing to compare; then what is written must replace nothing.
     *
     * @param there what was read
     */
    <T> CompletableFuture<T> change(String text, @Nullable Stored there, Change.Rule<T> rule) {
        return change(text, there, false, MOST_TRIES, rule);
    }

    private <T> CompletableFuture<T> change(
            String text, @Nullable Stored there, boolean lost, int tries, Change.Rule<T> rule) {
        Change<T> change = rule.on(there, lost);
        Stored mine = change.stored();
        if (mine == null) {
            return CompletableFuture.completedFuture(change.result());
        }
        if (tries == 0) {
            return CompletableFuture.failedFuture(new CacheStoreException(
                    "A key of cache '" + name + "' is written too often at the same time to be changed", null));
        }
        return replace(text, lost ? null : there, mine, change.millis())
                .thenCompose(after -> mine.equals(after)
                        ? CompletableFuture.completedFuture(change.result())
                        : change(text, after, there != null && there.equals(after), tries - 1, rule));
    }

    /**
     * Writes if nobody has written since.
     *
     * @param before what was read; {@code null} for nothing
     * @param millis how long to keep it; 0 for as long as its value
     * @return what is there then: {@code stored} if it was written
     */
    private CompletableFuture<@Nullable Stored> replace(
            String text, @Nullable Stored before, Stored stored, long millis) {
        long life = millis == 0 ? life(stored) : millis;
        if (before == null) {
            return this.<@Nullable Stored>callAsync(() -> map.putIfAbsentAsync(
                            text, stored, life, TimeUnit.MILLISECONDS, idle(stored), TimeUnit.MILLISECONDS))
                    .thenApply(there -> there == null ? stored : there);
        }
        return callAsync(() -> map.replaceAsync(
                        text, before, stored, life, TimeUnit.MILLISECONDS, idle(stored), TimeUnit.MILLISECONDS))
                .thenCompose(done -> done
                        ? CompletableFuture.<@Nullable Stored>completedFuture(stored)
                        : getAsync(text)); // that it is there after all is found by a second try of the engine's
    }

    /** How long the engine is to keep it, in milliseconds. */
    static long life(Stored stored) {
        if (stored.value.kind() == Stored.Kind.NONE) {
            return NOTHING_MILLIS;
        }
        long ends = stored.value.endsAt();
        return ends == Stored.NEVER
                ? FOR_EVER
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(ends - System.nanoTime())) + MARGIN_MILLIS;
    }

    private long idle(Stored stored) {
        return stored.value.kind() == Stored.Kind.NONE ? FOR_EVER : idleMillis;
    }

    // Where it is

    /** Who owns the key first. */
    Address owner(String text) {
        return topology().getDistribution(text).primary();
    }

    boolean isOwnedHere(String text) {
        return topology().getDistribution(text).isPrimary();
    }

    /** Whether this node holds the key, as its first owner or as a copy. */
    boolean isHere(String text) {
        return topology().getDistribution(text).isReadOwner();
    }

    /** The nodes that have this cache. */
    List<Address> members() {
        return topology().getMembers();
    }

    private LocalizedCacheTopology topology() {
        return topology(map);
    }

    private static LocalizedCacheTopology topology(AdvancedCache<?, ?> cache) {
        return cache.getDistributionManager().getCacheTopology();
    }

    /** What tells a node from every other, and from what it was before it was started again. */
    static String id(Address node) {
        return node.getNodeUUID().toString();
    }

    /** Whether a node is there. */
    boolean isThere(String node) {
        return members().stream().anyMatch(member -> id(member).equals(node));
    }

    /** Looks at what this node holds, its own and copies of others'; a look through the cache would ask the others too. */
    void forEachHere(BiConsumer<String, Stored> action) {
        map.getDataContainer().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    /** What this node holds. */
    Contents contents() {
        LongAdder bytes = new LongAdder();
        forEachHere((text, stored) -> bytes.add(stored.value.bytes().length));
        return new Contents(size(), bytes.sum());
    }

    /** How many entries this node holds, those that are out of date included. */
    int size() {
        return map.getDataContainer().sizeIncludingExpired();
    }

    /** Whether this node is in the cluster. */
    boolean isOpen() {
        return manager.getStatus().allowInvocations();
    }

    /** Whether the cache can be read and written. */
    boolean isAvailable() {
        return map.getAvailability() == AvailabilityMode.AVAILABLE;
    }

    /** Nothing, where nothing is to be read here; an error, as every call ends in, if this part of the cluster is to refuse. */
    <T> CompletableFuture<@Nullable T> nothing() {
        return isAvailable()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new CacheStoreException("Cache '" + name + "' is apart from most of the cluster", null));
    }

    long evictions() {
        return evictions.sum();
    }

    /** Entries that left because of the bound. */
    @CacheEntriesEvicted
    public void evicted(CacheEntriesEvictedEvent<String, Stored> event) {
        evictions.add(event.getEntries().size());
    }

    void close() {
        if (isOpen()) {
            map.removeListener(this);
            map.stop();
        }
    }

    // Calls

    private <T extends @Nullable Object> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException ex) {
            throw failed(ex);
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> callAsync(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer;
        try {
            answer = work.get();
        } catch (RuntimeException ex) {
            return CompletableFuture.failedFuture(failed(ex));
        }
        return answer.exceptionallyCompose(ex -> CompletableFuture.failedFuture(failed(ex)));
    }

    /** An answer for which nobody waits, within the same time as others. */
    <T extends @Nullable Object> CompletableFuture<T> limited(CompletableFuture<T> answer) {
        return answer.copy().orTimeout(3 * timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Waits for an answer; the engine's own limits are shorter as a rule. */
    <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(3 * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw failed(ex);
        } catch (ExecutionException | TimeoutException ex) {
            throw failed(ex);
        }
    }

    private CacheStoreException failed(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof CacheStoreException already
                ? already
                : new CacheStoreException("Cache '" + name + "' did not answer in the cluster", cause);
    }
}
