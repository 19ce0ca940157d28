package io.leafboot.cache.cluster;

import io.leafboot.cache.test.CacheMember;
import io.leafboot.cache.test.ClusterNodes;
import java.util.List;
import org.infinispan.AdvancedCache;
import org.infinispan.remoting.transport.Address;

/** Where a key is: what the engine says of it. */
final class Place {

    private final ClusterNodes nodes;
    private final String cache;
    private final String key;

    private Place(ClusterNodes nodes, String cache, String key) {
        this.nodes = nodes;
        this.cache = cache;
        this.key = key;
    }

    static Place of(ClusterNodes nodes, String cache, String key) {
        return new Place(nodes, cache, key);
    }

    /** A key whose first owner is this node. */
    static String keyOwnedBy(ClusterNodes nodes, String cache, CacheMember owner) {
        for (int i = 0; ; i++) {
            if (of(nodes, cache, "k" + i).owner(0).equals(owner)) {
                return "k" + i;
            }
        }
    }

    /** A node that holds it; the first is 0. */
    CacheMember owner(int number) {
        return member(owners().get(number));
    }

    /** The node that does not hold it. */
    CacheMember stranger() {
        return nodes.all().stream()
                .filter(member -> !owners().contains(member.node().manager().getAddress()))
                .findFirst()
                .orElseThrow();
    }

    private List<Address> owners() {
        return engine(nodes.get(0), cache)
                .getDistributionManager()
                .getCacheTopology()
                .getDistribution(key)
                .readOwners();
    }

    private CacheMember member(Address address) {
        return nodes.all().stream()
                .filter(each -> each.node().manager().getAddress().equals(address))
                .findFirst()
                .orElseThrow();
    }

    /** Drops the entry at this node alone, as a bound does. */
    void lostAt(CacheMember member) {
        AdvancedCache<String, Object> engine = engine(member, cache);
        engine.evict(key);
        if (engine.getDataContainer().containsKey(key)) {
            throw new IllegalStateException(key + " is still there");
        }
    }

    static AdvancedCache<String, Object> engine(CacheMember member, String cache) {
        return member.node().manager().<String, Object>getCache(cache).getAdvancedCache();
    }
}
