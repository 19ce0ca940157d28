package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.StoreHealth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a cache tells of itself, on this node: its levels in figures, and whether it is well. */
final class StoreFigures {

    private final Pulse pulse;
    private final ClusterMap map;
    private final ClusterWrites writes;
    private final @Nullable NearCopies near;
    private final LongAdder nearHits;
    private final LongAdder unreadable;

    StoreFigures(
            Pulse pulse,
            ClusterMap map,
            ClusterWrites writes,
            @Nullable NearCopies near,
            LongAdder nearHits,
            LongAdder unreadable) {
        this.pulse = pulse;
        this.map = map;
        this.writes = writes;
        this.near = near;
        this.nearHits = nearHits;
        this.unreadable = unreadable;
    }

    List<CacheStatistics.Level> levels(long hits, long misses) {
        long fromNear = nearHits.sum();
        List<CacheStatistics.Level> levels = new ArrayList<>();
        if (near != null) {
            levels.add(new CacheStatistics.Level(
                    "near",
                    fromNear,
                    Math.max(0, hits - fromNear) + misses,
                    near.level().map().evictions(),
                    0,
                    0,
                    near.level().map().size(),
                    null));
        }
        levels.add(new CacheStatistics.Level(
                CacheSpec.CLUSTER,
                Math.max(0, hits - fromNear),
                misses,
                map.evictions(),
                writes.errors(),
                unreadable.sum(),
                (long) map.size(),
                null,
                (long) writes.waiting()));
        return levels;
    }

    StoreHealth health() {
        boolean available = map.isAvailable();
        boolean trusted = pulse.trusts();
        StoreHealth.Status status = !available
                ? StoreHealth.Status.DOWN
                : writes.waiting() > 0 || !trusted ? StoreHealth.Status.DEGRADED : StoreHealth.Status.UP;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "cluster",
                !available ? "apart from most of the cluster" : trusted ? "ok" : "not heard from most of the cluster");
        details.put("members", map.members().size());
        details.put("undelivered", writes.waiting());
        return new StoreHealth(status, details);
    }
}
