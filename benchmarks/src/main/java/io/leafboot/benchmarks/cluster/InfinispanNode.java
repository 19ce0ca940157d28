package io.leafboot.benchmarks.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.conflict.MergePolicy;
import org.infinispan.context.Flag;
import org.infinispan.distribution.DistributionManager;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
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
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The engine that carries our type, without us: the same protocols between nodes and the same configuration of a cache. */
final class InfinispanNode implements Node {

    private static final String PLAIN = "plain";
    private static final String NEAR = "near";

    private final DefaultCacheManager manager;
    private final AdvancedCache<String, byte[]> plain;
    private final AdvancedCache<String, byte[]> near;
    private final Form form;

    /** What its user has in hand. */
    enum Form {
        /** The bytes themselves: what the engine costs. */
        BYTES,
        /** A text, which is made of JSON after each get and made JSON before each put. */
        JSON
    }

    InfinispanNode(Member member, Form form) {
        ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder();
        GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
        global.transport().transport(new JGroupsTransport(channel(member))).clusterName("benchmark");
        global.jmx().disable();
        global.metrics().gauges(false);
        global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
        this.form = form;
        manager = new DefaultCacheManager(holder, true);
        manager.defineConfiguration(PLAIN, configuration().build());
        ConfigurationBuilder withNearCopies = configuration();
        withNearCopies.clustering().l1().enable().lifespan(Texts.TTL.toMillis());
        manager.defineConfiguration(NEAR, withNearCopies.build());
        plain = start(PLAIN);
        near = start(NEAR);
    }

    private AdvancedCache<String, byte[]> start(String name) {
        return manager.<String, byte[]>getCache(name).getAdvancedCache();
    }

    /** For puts: the value before, which nobody wants, is not sent. A get with it passes near copies by. */
    private static AdvancedCache<String, byte[]> forPuts(AdvancedCache<String, byte[]> cache) {
        return cache.withFlags(Flag.IGNORE_RETURN_VALUES);
    }

    private static ConfigurationBuilder configuration() {
        ConfigurationBuilder builder = new ConfigurationBuilder();
        builder.clustering()
                .cacheMode(CacheMode.DIST_SYNC)
                .remoteTimeout(5, TimeUnit.SECONDS)
                .hash()
                .numOwners(Texts.COPIES)
                .numSegments(256);
        builder.clustering()
                .partitionHandling()
                .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
                .mergePolicy(MergePolicy.PREFERRED_NON_NULL);
        builder.memory().maxCount(Texts.MAX_SIZE).whenFull(EvictionStrategy.REMOVE);
        return builder;
    }

    private static JChannel channel(Member member) {
        try {
            InetAddress host = InetAddress.getByName(Member.HOST);
            TCP tcp = new TCP();
            tcp.setBindAddress(host);
            tcp.setBindPort(member.port());
            tcp.setPortRange(0);
            tcp.setClientBindAddr(host);
            tcp.tcpNodelay(true); // else every other put waits 40 ms for an acknowledgement that is delayed
            tcp.enableSuspectEvents(true);
            List<InetSocketAddress> seeds = member.ports().stream()
                    .map(port -> new InetSocketAddress(host, port))
                    .toList();
            JChannel channel = new JChannel(List.of(
                    tcp,
                    new RED(),
                    new TCPPING().setInitialHosts(seeds).setPortRange(0),
                    new MERGE3().setMinInterval(1000).setMaxInterval(5000),
                    new FD_ALL3().setTimeout(10_000).setInterval(2000),
                    new VERIFY_SUSPECT2().setTimeout(1000),
                    new NAKACK2().useMcastXmit(false),
                    new UNICAST3(),
                    new STABLE(),
                    new GMS().printLocalAddress(false).setJoinTimeout(500),
                    new UFC(),
                    new MFC(),
                    new FRAG4()));
            // It is there only now, and would listen for multicasts.
            channel.getProtocolStack().getTransport().getDiagnosticsHandler().setEnabled(false);
            return channel;
        } catch (Exception ex) {
            throw new IllegalStateException("No channel", ex);
        }
    }

    @Override
    public Store store() {
        return form == Form.BYTES ? new ByteStore(plain) : new JsonStore(plain);
    }

    @Override
    public Store nearStore() {
        return form == Form.BYTES ? new ByteStore(near) : new JsonStore(near);
    }

    @Override
    public Set<String> held() throws InterruptedException {
        Cluster.awaitMembers(() -> manager.getMembers().size());
        DistributionManager distribution = plain.getDistributionManager();
        while (distribution.isRehashInProgress()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Texts.KEYS.stream()
                .filter(key -> distribution.getCacheTopology().isReadOwner(key))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        manager.stop();
    }

    private static final class ByteStore implements Store {

        private final AdvancedCache<String, byte[]> cache;
        private final AdvancedCache<String, byte[]> puts;

        ByteStore(AdvancedCache<String, byte[]> cache) {
            this.cache = cache;
            this.puts = forPuts(cache);
        }

        @Override
        public Object get(String key) {
            return cache.get(key);
        }

        @Override
        public void put(String key, Object value) {
            puts.put(key, (byte[]) value, Texts.TTL.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public Object value(String text) {
            return ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String text(Object value) {
            String json = new String((byte[]) value, StandardCharsets.UTF_8);
            return json.substring(1, json.length() - 1);
        }
    }

    private static final class JsonStore implements Store {

        private final AdvancedCache<String, byte[]> cache;
        private final AdvancedCache<String, byte[]> puts;
        private final ObjectWriter writer = JsonMapper.shared().writerFor(String.class);
        private final ObjectReader reader = JsonMapper.shared().readerFor(String.class);

        JsonStore(AdvancedCache<String, byte[]> cache) {
            this.cache = cache;
            this.puts = forPuts(cache);
        }

        @Override
        public Object get(String key) {
            byte[] json = cache.get(key);
            return json == null ? null : reader.readValue(json);
        }

        @Override
        public void put(String key, Object value) {
            puts.put(key, writer.writeValueAsBytes(value), Texts.TTL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
