package io.leafboot.cache.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.CacheNotifier;
import org.infinispan.notifications.cachelistener.annotation.DataRehashed;
import org.infinispan.notifications.cachelistener.event.DataRehashedEvent;
import org.infinispan.notifications.cachemanagerlistener.annotation.CacheStarted;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.CacheStartedEvent;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.infinispan.remoting.transport.Address;

/** Makes events and figures of what the engine notices. Public because the engine wants its listeners so. */
@Listener
public final class EngineListener {

    private final String cluster;
    private final ClusterEvents events;
    private final Function<Address, ClusterMember> directory;
    private final Predicate<Address> saidGoodbye;
    private final Consumer<List<Address>> seen;

    private final Map<Address, ClusterMember> known = new LinkedHashMap<>();
    private int newest;
    private final Map<String, Long> rebalancing = new ConcurrentHashMap<>();

    private final AtomicLong views = new AtomicLong();
    private final AtomicLong merges = new AtomicLong();
    private final AtomicLong rebalances = new AtomicLong();
    private final AtomicLong rebalanceNanos = new AtomicLong();

    EngineListener(
            String cluster,
            ClusterEvents events,
            Function<Address, ClusterMember> directory,
            Predicate<Address> saidGoodbye,
            Consumer<List<Address>> seen) {
        this.cluster = cluster;
        this.events = events;
        this.directory = directory;
        this.saidGoodbye = saidGoodbye;
        this.seen = seen;
    }

    /** Begins with the nodes there are; what is older is no news. */
    synchronized void begin(List<Address> members, int view) {
        members.forEach(address -> known.put(address, directory.apply(address)));
        newest = view;
        seen.accept(members);
        events.tell(new ClusterEvent.Joined(cluster, List.copyOf(known.values())));
    }

    /** Nodes came or went. */
    @ViewChanged
    public void viewChanged(ViewChangedEvent event) {
        int view = event.getViewId();
        List<Address> members = event.getNewMembers();
        events.look(() -> compare(view, members, List.of()));
    }

    /** Parts met again. */
    @Merged
    public void merged(MergeEvent event) {
        int view = event.getViewId();
        List<Address> members = event.getNewMembers();
        List<List<Address>> parts = event.getSubgroupsMerged();
        events.look(() -> compare(view, members, parts));
    }

    private synchronized void compare(int view, List<Address> members, List<List<Address>> parts) {
        if (view <= newest) {
            return;
        }
        newest = view;
        views.incrementAndGet();
        if (!parts.isEmpty()) {
            merges.incrementAndGet();
            events.tell(new ClusterEvent.Merged(
                    cluster,
                    parts.stream()
                            .map(part -> part.stream().map(directory).toList())
                            .toList()));
        }
        seen.accept(members);
        for (Address address : members) {
            if (!known.containsKey(address)) {
                ClusterMember member = directory.apply(address);
                known.put(address, member);
                events.tell(new ClusterEvent.MemberJoined(cluster, member, members.size()));
            }
        }
        known.entrySet().removeIf(entry -> {
            boolean gone = !members.contains(entry.getKey());
            if (gone) {
                boolean graceful = saidGoodbye.test(entry.getKey());
                events.tell(new ClusterEvent.MemberLeft(cluster, entry.getValue(), graceful, members.size()));
            }
            return gone;
        });
    }

    /** A cache runs on this node: what moves in it is of interest from now on. */
    @CacheStarted
    public void cacheStarted(CacheStartedEvent event) {
        ComponentRegistry cache =
                GlobalComponentRegistry.of(event.getCacheManager()).getNamedComponentRegistry(event.getCacheName());
        if (cache != null && !Copies.isOurs(event.getCacheName())) {
            // Not by asking the manager for the cache, which would wait for the start that this is part of.
            cache.getComponent(CacheNotifier.class).addListener(new Rehashes(event.getCacheName()));
        }
    }

    /** Listens to one cache. */
    @Listener
    public final class Rehashes {

        private final String cache;

        private Rehashes(String cache) {
            this.cache = cache;
        }

        /** Entries begin to move, or have moved. */
        @DataRehashed
        public void rehashed(DataRehashedEvent<?, ?> event) {
            boolean begins = event.isPre();
            long now = System.nanoTime();
            events.look(() -> moved(begins, now));
        }

        private void moved(boolean begins, long now) {
            if (begins) {
                if (rebalancing.put(cache, now) == null) {
                    events.tell(new ClusterEvent.RebalanceStarted(cluster, cache));
                }
                return;
            }
            Long began = rebalancing.remove(cache);
            if (began != null) {
                long took = now - began;
                rebalances.incrementAndGet();
                rebalanceNanos.addAndGet(took);
                events.tell(new ClusterEvent.RebalanceEnded(cluster, cache, Duration.ofNanos(took)));
            }
        }
    }

    long views() {
        return views.get();
    }

    long merges() {
        return merges.get();
    }

    long rebalances() {
        return rebalances.get();
    }

    Duration rebalanceTime() {
        return Duration.ofNanos(rebalanceNanos.get());
    }
}
