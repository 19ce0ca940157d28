package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.StoreHealth;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jspecify.annotations.Nullable;

/** This process as a node of its cluster. Joins when the first cache needs it. */
public final class ClusterNode implements AutoCloseable {

    /** How long the engine may take to agree on who has what; parts of it wait a tenth of this for each other. */
    private static final Duration AGREEMENT = Duration.ofMinutes(1);

    private final ClusterSettings settings;
    private final Seeds seeds;
    private final ClusterEvents events = new ClusterEvents();
    private final Rejections rejections = new Rejections();
    private volatile @Nullable Membership membership;
    private volatile Runnable leaving = () -> {};
    private boolean stopped;

    /** A node that has not joined yet. */
    public ClusterNode(ClusterSettings settings) {
        this.settings = settings;
        this.seeds = Seeds.of(settings.seeds());
    }

    ClusterSettings settings() {
        return settings;
    }

    /** The engine; joins the cluster if this node has not yet. */
    EmbeddedCacheManager manager() {
        Membership joined = membership;
        return joined == null ? join().manager() : joined.manager();
    }

    /** What to do before the engine is stopped, which it is by and by. */
    void onLeave(Runnable action) {
        leaving = action;
    }

    private synchronized Membership join() {
        Membership joined = membership;
        if (joined == null) {
            if (stopped) {
                throw new CacheStoreException("This node has left cluster '" + settings.name() + "'", null);
            }
            joined = begin();
            membership = joined;
        }
        return joined;
    }

    private Membership begin() {
        InetAddress address = address();
        Discovery discovery = new Discovery(seeds);
        JChannel channel = channel(address, discovery);
        ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder();
        GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
        global.transport()
                .transport(new JGroupsTransport(channel))
                .clusterName(settings.name())
                .nodeName(channel.getName())
                .distributedSyncTimeout(AGREEMENT.toMillis());
        global.serialization().addContextInitializer(new ClusterSchema());
        global.jmx().disable();
        global.metrics().gauges(false);
        global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
        // Only a manager that is given the holder keeps the channel; given its configuration, it makes one of its own.
        EmbeddedCacheManager manager = new DefaultCacheManager(holder, false);
        try {
            manager.start(); // which stops what it started if it cannot
        } catch (RuntimeException ex) {
            channel.close();
            throw busy(ex) ? taken() : ex;
        }
        try {
            return new Membership(settings, seeds, discovery, events, manager, channel);
        } catch (RuntimeException ex) {
            manager.stop();
            channel.close();
            throw ex;
        }
    }

    private InetAddress address() {
        try {
            InetAddress address = InetAddress.getByName(settings.host());
            new ServerSocket(0, 1, address).close();
            return address;
        } catch (IOException ex) {
            throw notHere();
        }
    }

    private InvalidCacheSpecException notHere() {
        return new InvalidCacheSpecException(
                "cache.cluster.bind is '" + bind() + "', which is not an address of this machine.",
                "Set it to the address that other nodes reach this one by, and a port.");
    }

    private JChannel channel(InetAddress address, Discovery discovery) {
        try {
            Supplier<SSLContext> ssl = settings.ssl();
            TlsSockets sockets = ssl == null ? null : new TlsSockets(ssl, rejections);
            JChannel channel = ClusterStack.channel(address, settings.port(), discovery, sockets);
            return channel.setName(settings.port() == 0 ? address.getHostAddress() + ":any" + suffix() : bind());
        } catch (RuntimeException ex) {
            throw ex;
        } catch (Exception ex) { // what the engine declares
            throw new IllegalStateException("Cluster '" + settings.name() + "' cannot be joined", ex);
        }
    }

    private static String suffix() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
    }

    private String bind() {
        return new HostPort(settings.host(), settings.port()).toString();
    }

    private static boolean busy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private InvalidCacheSpecException taken() {
        return new InvalidCacheSpecException(
                "cache.cluster.bind is '" + bind() + "', where another process listens already.",
                "Set cache.cluster.bind to a port that is free; nodes on one machine need one each.");
    }

    /** Lets the node join again after a stop. */
    public synchronized void start() {
        stopped = false;
    }

    /**
     * Leaves the cluster: when its turn has come and nothing is lost by it, or after the time limit. A node that is alone leaves
     * at once.
     */
    public synchronized void stop() {
        stopped = true;
        Membership left = membership;
        if (left != null) {
            left.leave(leaving);
            membership = null;
        }
    }

    @Override
    public void close() {
        stop();
        events.close();
    }

    /** Lets somebody know what happens in the cluster, on a thread that is not the engine's. */
    public void addListener(Consumer<ClusterEvent> listener) {
        events.add(listener);
    }

    /** What an operator wants to know, in figures. */
    public ClusterFigures figures() {
        Membership joined = membership;
        return joined == null
                ? new ClusterFigures(0, false, 0, 0, 0, Duration.ZERO, rejections.count())
                : joined.figures(rejections.count());
    }

    /** The cluster as this node sees it; {@code null} if it has not joined. */
    public @Nullable ClusterStatus status() {
        Membership joined = membership;
        return joined == null ? null : joined.status();
    }

    /** Whether this node is where it should be. */
    public StoreHealth health() {
        Membership joined = membership;
        return joined == null ? new StoreHealth(StoreHealth.Status.UP, Map.of("joined", false)) : joined.health();
    }
}
