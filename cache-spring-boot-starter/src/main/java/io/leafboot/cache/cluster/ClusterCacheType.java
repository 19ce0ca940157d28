package io.leafboot.cache.cluster;

import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.ClusterMode;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.OnError;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueCodecs;
import io.leafboot.cache.codec.ValueTypes;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.memory.MemoryMap;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jspecify.annotations.Nullable;

/** Caches in the memory of all the applications that share them. */
public final class ClusterCacheType implements CacheType {

    private final ClusterNode node;
    private final ValueCodecs codecs;
    private final ScheduledExecutorService scheduler;
    private final Answers answers;
    private final Set<ClusterMap> maps = ConcurrentHashMap.newKeySet();
    private @Nullable Opened opened;
    private @Nullable EmbeddedCacheManager rejoined;

    /** What the caches of this node share, once there is one. */
    private record Opened(
            EmbeddedCacheManager manager, MarkTable marks, ClusterCalls calls, Semaphore loads, Pulse pulse) {}

    /**
     * The type.
     *
     * @param codecs formats besides {@code json}
     * @param scheduler cleans up and delivers what could not be delivered at once
     * @param answers goes on with what waited for an answer of another node; may wait itself
     */
    public ClusterCacheType(
            ClusterNode node, List<ValueCodec> codecs, ScheduledExecutorService scheduler, Executor answers) {
        this.node = node;
        this.scheduler = scheduler;
        this.answers = new Answers(answers);
        this.codecs = new ValueCodecs(codecs);
    }

    @Override
    public String name() {
        return CacheSpec.CLUSTER;
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public synchronized CacheStore create(String cacheName, CacheSpec spec) {
        if (spec.maxBytes() != null) {
            throw new InvalidCacheSpecException(
                    CacheSpec.path(cacheName) + ".max-bytes is " + spec.maxBytes()
                            + ", but a cluster counts entries and does not weigh them.",
                    "Set " + CacheSpec.path(cacheName) + ".max-size: how many entries each node holds at most.");
        }
        ValueCodec codec = codecs.of(cacheName, spec);
        Opened cluster = open();
        ClusterSettings settings = node.settings();
        long timeoutMillis = timeoutMillis();

        ValueTypes types = new ValueTypes(cacheName, codec);
        if (spec.valueType() != null) {
            types.declare(spec.valueType());
        }
        ClusterValues values = new ClusterValues(codec, types, settings.maxValueBytes());
        MarkTable.OfCache marks = cluster.marks.of(cacheName);
        ClusterMap map = new ClusterMap(cluster.manager, cacheName, spec, settings);
        maps.add(map);
        NearCopies near = near(cacheName, spec, cluster, map, values, timeoutMillis);
        if (near != null) {
            marks.dropsToo(near.level());
        }
        ClusterWrites writes = new ClusterWrites(
                cacheName,
                map,
                values,
                marks,
                near,
                spec.onError() == OnError.PROPAGATE,
                settings.remoteTimeout().toNanos(),
                scheduler);
        Leases leases = new Leases(cluster.calls::self, map, values, writes, marks, cluster.pulse, answers);
        OwnerLoads ownerLoads =
                new OwnerLoads(cacheName, map, values, cluster.calls, marks, cluster.loads, loadMillis(spec));
        KeyLists keys = new KeyLists(cacheName, map, cluster.calls, marks, timeoutMillis);
        cluster.calls.answerFor(cacheName, call -> switch (call.kind()) {
            case DROP_NEAR -> {
                if (near != null) {
                    near.written(call.bytes());
                }
                yield null;
            }
            case LOAD -> ownerLoads.answer(call.text());
            case KEYS -> keys.answer(call.bytes());
            case DESCRIBE -> map.contents().write();
            case VIEW, TOPOLOGIES, REUNION -> null;
        });
        return new ClusterStore(
                cacheName,
                cluster.pulse,
                map,
                values,
                types,
                marks,
                writes,
                near,
                new ClusterLoads(cluster.pulse, map, leases, writes, near, ownerLoads),
                keys,
                answers,
                () -> {
                    maps.remove(map);
                    cluster.calls.forget(cacheName);
                    cluster.marks.forget(cacheName);
                });
    }

    private synchronized Opened open() {
        if (opened == null) {
            EmbeddedCacheManager manager = node.manager();
            MarkTable marks = new MarkTable(manager, node.settings());
            ClusterCalls calls = new ClusterCalls(manager);
            Pulse pulse = new Pulse(calls, timeoutMillis(), node.settings().split());
            node.onLeave(pulse::leave);
            new Reunion(manager, calls, marks, pulse, timeoutMillis()).begin();
            opened = new Opened(manager, marks, calls, new Semaphore(OwnerLoads.MOST_AT_ONCE), pulse);
            return opened;
        }
        return reopened(opened);
    }

    private Opened reopened(Opened before) {
        EmbeddedCacheManager manager = node.manager();
        if (manager == before.manager) {
            return before;
        }
        if (manager != rejoined) {
            before.pulse.reopen(); // first: what is here is not to be read until others were heard
            before.calls.reopen(manager);
            before.marks.reopen(manager);
            new Reunion(manager, before.calls, before.marks, before.pulse, timeoutMillis()).begin();
            rejoined = manager; // another try, should a cache not get its part in time, goes on from here
        }
        maps.forEach(map -> map.reopen(manager));
        opened = new Opened(manager, before.marks, before.calls, before.loads, before.pulse);
        return opened;
    }

    private long timeoutMillis() {
        return node.settings().remoteTimeout().toMillis();
    }

    /** Joins again if this node had left with caches, which then begin with what the cluster has. */
    public synchronized void rejoin() {
        Opened before = opened;
        if (before != null && !maps.isEmpty()) {
            var unused = reopened(before);
        }
    }

    private @Nullable NearCopies near(
            String cacheName,
            CacheSpec spec,
            Opened cluster,
            ClusterMap map,
            ClusterValues values,
            long timeoutMillis) {
        if (spec.localTtl() == null || spec.mode() == ClusterMode.REPLICATED) {
            return null;
        }
        LocalLevel level = new LocalLevel(
                new MemoryMap<>(spec, scheduler, Ticker.systemTicker()),
                spec.maxSize(),
                spec.localTtl().toNanos(),
                spec.jitter() == null ? 0 : spec.jitter());
        return new NearCopies(cacheName, level, cluster.calls, map, values, timeoutMillis);
    }

    /** How long to wait for a load elsewhere: as long as its lease keeps others out. */
    private static long loadMillis(CacheSpec spec) {
        Duration lease = spec.loading().leaseTime();
        return lease == null ? 10_000 : lease.toMillis();
    }
}
