package io.leafboot.benchmarks.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Hazelcast with one backup, as its own configuration makes it. */
final class HazelcastNode implements Node {

    private static final String PLAIN = "plain";
    private static final String NEAR = "near";

    private final HazelcastInstance instance;
    private final IMap<String, String> plain;
    private final IMap<String, String> near;

    HazelcastNode(Member member) {
        Config config = new Config();
        config.setClusterName("benchmark");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getNetworkConfig().setPort(member.port()).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(Member.HOST);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(member.addresses());
        config.addMapConfig(map(PLAIN));
        config.addMapConfig(map(NEAR)
                .setNearCacheConfig(new NearCacheConfig()
                        .setInMemoryFormat(InMemoryFormat.OBJECT)
                        .setTimeToLiveSeconds((int) Texts.TTL.toSeconds())));
        instance = Hazelcast.newHazelcastInstance(config);
        plain = instance.getMap(PLAIN);
        near = instance.getMap(NEAR);
    }

    private static MapConfig map(String name) {
        MapConfig map =
                new MapConfig(name).setBackupCount(Texts.COPIES - 1).setTimeToLiveSeconds((int) Texts.TTL.toSeconds());
        map.getEvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setSize(Texts.MAX_SIZE);
        return map;
    }

    @Override
    public Store store() {
        return new MapStore(plain);
    }

    @Override
    public Store nearStore() {
        return new MapStore(near);
    }

    @Override
    public Set<String> held() throws InterruptedException {
        Cluster.awaitMembers(() -> instance.getCluster().getMembers().size());
        while (!instance.getPartitionService().isClusterSafe()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Texts.KEYS.stream()
                .filter(key -> instance.getPartitionService()
                        .getPartition(key)
                        .getOwner()
                        .localMember())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        instance.getLifecycleService().terminate();
    }

    private record MapStore(IMap<String, String> map) implements Store {

        @Override
        public Object get(String key) {
            return map.get(key);
        }

        /** Without the value before, which nobody wants. */
        @Override
        public void put(String key, Object value) {
            map.set(key, (String) value);
        }
    }
}
