package io.leafboot.cache.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.RED;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;

/** This process as a node of its cluster. Joins when the first cache needs it. */
public final class ClusterNode implements AutoCloseable {

    private final ClusterSettings settings;
    private @Nullable EmbeddedCacheManager manager;

    /** A node that has not joined yet. */
    public ClusterNode(ClusterSettings settings) {
        this.settings = settings;
    }

    ClusterSettings settings() {
        return settings;
    }

    /** The engine; joins the cluster if this node has not yet. */
    synchronized EmbeddedCacheManager manager() {
        if (manager == null) {
            manager = start();
        }
        return manager;
    }

    private EmbeddedCacheManager start() {
        ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder();
        GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
        global.transport()
                .transport(new JGroupsTransport(channel()))
                .clusterName(settings.name())
                .distributedSyncTimeout(settings.remoteTimeout().toMillis());
        global.serialization().addContextInitializer(new ClusterSchema());
        global.jmx().disable();
        global.metrics().gauges(false);
        global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
        return new DefaultCacheManager(holder, true);
    }

    private JChannel channel() {
        try {
            InetAddress host = InetAddress.getByName(settings.host());
            TCP tcp = new TCP();
            tcp.setBindAddress(host);
            tcp.setBindPort(settings.port() == 0 ? freePort(host) : settings.port());
            tcp.setPortRange(0);
            tcp.setClientBindAddr(host);
            FD_SOCK2 sockets = new FD_SOCK2();
            sockets.setBindAddress(host);
            sockets.setOffset(100);
            List<Protocol> protocols = new ArrayList<>(List.of(
                    tcp,
                    new RED(),
                    new TCPPING().setInitialHosts(seeds()).setPortRange(0),
                    new MERGE3().setMinInterval(1000).setMaxInterval(5000),
                    sockets,
                    new FD_ALL3().setTimeout(10_000).setInterval(2000),
                    new VERIFY_SUSPECT2().setTimeout(1000),
                    new NAKACK2().useMcastXmit(false),
                    new UNICAST3(),
                    new STABLE(),
                    new GMS().setJoinTimeout(500),
                    new UFC(),
                    new MFC(),
                    new FRAG4()));
            return new JChannel(protocols);
        } catch (Exception ex) {
            throw new IllegalStateException("The cluster '" + settings.name() + "' cannot be joined", ex);
        }
    }

    private static int freePort(InetAddress host) throws java.io.IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, host)) {
            return socket.getLocalPort();
        }
    }

    private List<InetSocketAddress> seeds() throws UnknownHostException {
        List<InetSocketAddress> hosts = new ArrayList<>();
        for (String seed : settings.seeds()) {
            int colon = seed.lastIndexOf(':');
            hosts.add(new InetSocketAddress(seed.substring(0, colon), Integer.parseInt(seed.substring(colon + 1))));
        }
        return hosts;
    }

    @Override
    public synchronized void close() {
        if (manager != null) {
            manager.stop();
            manager = null;
        }
    }
}
