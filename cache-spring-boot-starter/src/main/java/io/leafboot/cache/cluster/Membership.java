package io.leafboot.cache.cluster;

import io.leafboot.cache.StoreHealth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node from when it joined to when it leaves. */
final class Membership {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private static final String REASONS = "If there are others: do they run, is cache.cluster.name the same everywhere,"
            + " does cache.cluster.bind name an address that they reach, is the port let through, and do certificates"
            + " (cache.cluster.tls) trust each other?";

    private final ClusterSettings settings;
    private final Seeds seeds;
    private final Discovery discovery;
    private final EmbeddedCacheManager manager;
    private final JChannel channel;
    private final Transport transport;
    private final EngineListener listener;
    private final Turn turn;
    private int most;

    Membership(
            ClusterSettings settings,
            Seeds seeds,
            Discovery discovery,
            ClusterEvents events,
            EmbeddedCacheManager manager,
            JChannel channel) {
        this.settings = settings;
        this.seeds = seeds;
        this.discovery = discovery;
        this.manager = manager;
        this.channel = channel;
        this.transport = GlobalComponentRegistry.of(manager).getComponent(Transport.class);
        this.turn = new Turn(manager, settings);
        this.listener = new EngineListener(settings.name(), events, this::member, turn::saidGoodbye, this::seen);
        manager.addListener(listener);
        listener.begin(transport.getMembers(), transport.getViewId());
        if (manager.getMembers().size() == 1) {
            warnAlone();
        }
    }

    EmbeddedCacheManager manager() {
        return manager;
    }

    JChannel channel() {
        return channel;
    }

    /** What is known of a node. */
    ClusterMember member(Address address) {
        IpAddress place = place(address);
        return new ClusterMember(address.toString(), place == null ? "unknown" : text(place));
    }

    private @Nullable IpAddress place(Address address) {
        return (IpAddress) channel.down(new Event(Event.GET_PHYSICAL_ADDRESS, Address.toExtendedUUID(address)));
    }

    private static String text(IpAddress place) {
        String host = place.getIpAddress().getHostAddress();
        int scope = host.indexOf('%'); // which is this machine's own affair
        return new HostPort(scope < 0 ? host : host.substring(0, scope), place.getPort()).toString();
    }

    private synchronized void seen(List<Address> members) {
        discovery.met(members.stream().map(this::place).filter(Objects::nonNull).toList());
        if (most < settings.initialSize() && members.size() >= settings.initialSize() && settings.initialSize() > 1) {
            log.info(
                    "Cluster '{}' has the {} nodes that cache.cluster.initial-size asks for",
                    settings.name(),
                    settings.initialSize());
        }
        most = Math.max(most, members.size());
    }

    /** Other places that the seeds name. */
    private List<String> others() {
        IpAddress self = place(manager.getAddress());
        return seeds.addresses().stream()
                .map(IpAddress::new)
                .filter(place -> !place.equals(self))
                .map(Membership::text)
                .toList();
    }

    private void warnAlone() {
        List<String> others = others();
        Set<String> unknown = seeds.unknown();
        if (!others.isEmpty() || !unknown.isEmpty()) {
            log.warn(
                    "This node is alone in cluster '{}': no other was found at {}. {}",
                    settings.name(),
                    unknown.isEmpty() ? others : others + ", and these names are unknown: " + unknown,
                    REASONS);
        }
    }

    ClusterFigures figures(long rejected) {
        return new ClusterFigures(
                manager.getMembers().size(),
                manager.isCoordinator(),
                listener.views(),
                listener.merges(),
                listener.rebalances(),
                listener.rebalanceTime(),
                rejected);
    }

    StoreHealth health() {
        List<String> degraded = Copies.withoutMajority(manager);
        int members = manager.getMembers().size();
        int seen;
        synchronized (this) {
            seen = most;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("cluster", settings.name());
        details.put("members", members);
        if (seen < settings.initialSize()) {
            details.put("initialSize", settings.initialSize());
        }
        if (members == 1 && !seeds.isEmpty()) {
            details.put("alone", REASONS);
            details.put("seeds", seeds.toString());
        }
        if (!degraded.isEmpty()) {
            details.put("withoutMajority", degraded);
        }
        if (seen < settings.initialSize()) {
            return new StoreHealth(StoreHealth.Status.DOWN, details);
        }
        return new StoreHealth(degraded.isEmpty() ? StoreHealth.Status.UP : StoreHealth.Status.DEGRADED, details);
    }

    ClusterStatus status() {
        List<ClusterStatus.Member> members = new ArrayList<>();
        for (Address address : manager.getMembers()) {
            members.add(new ClusterStatus.Member(
                    member(address), address.equals(manager.getAddress()), address.equals(manager.getCoordinator())));
        }
        return new ClusterStatus(settings.name(), transport.getViewId(), members, Copies.shares(manager));
    }

    /**
     * Leaves the cluster.
     *
     * @param before what to do when nobody waits any more, and caches are going to be closed one by one
     */
    void leave(Runnable before) {
        turn.await(settings.stopTimeout());
        before.run();
        manager.stop();
        channel.close();
    }
}
