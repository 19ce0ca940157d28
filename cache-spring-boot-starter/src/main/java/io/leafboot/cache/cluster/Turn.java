package io.leafboot.cache.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.conflict.MergePolicy;
import org.infinispan.context.Flag;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that stop take turns, and each first waits until everything has as many copies as it should: of two that left at once,
 * entries would be lost that had both their copies there. The turn is an entry that all nodes have; who has it keeps it until
 * it is gone, and is then known not to have it any more because it is gone.
 */
final class Turn {

    static final String CACHE = "cache.cluster.turn";

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private static final String HOLDER = "turn";
    private static final String GOODBYE = "goodbye/";
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 20;

    private final EmbeddedCacheManager manager;
    private final AdvancedCache<String, String> entries;

    /** Joins the cache of the turn, which every node has from its start on. */
    Turn(EmbeddedCacheManager manager, ClusterSettings settings) {
        this.manager = manager;
        ConfigurationBuilder builder = EngineCaches.configuration(
                CacheMode.REPL_SYNC, settings, PartitionHandling.ALLOW_READ_WRITES, MergePolicy.PREFERRED_NON_NULL);
        this.entries = EngineCaches.open(manager, CACHE, builder.build());
    }

    /** Whether a node said that it would stop; remembered for some minutes. */
    boolean saidGoodbye(Address node) {
        return entries.withFlags(Flag.CACHE_MODE_LOCAL).containsKey(GOODBYE + id(node));
    }

    /**
     * Waits until this node may stop without loss. After the time limit it may stop all the same.
     *
     * @return whether the turn came
     */
    boolean await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        String self = id(manager.getAddress());
        try {
            boolean announced = false;
            boolean held = false;
            RuntimeException failure = null;
            while (members().size() > 1) {
                if (System.nanoTime() - deadline >= 0) {
                    log.warn(
                            "Stopping without having waited to the end, for {} passed (cache.cluster.stop-timeout): {}."
                                    + " Entries may be lost",
                            limit,
                            held
                                    ? "entries still move in " + Copies.missing(manager)
                                    : failure == null
                                            ? "another node was stopping"
                                            : "nodes do not answer, " + failure);
                    return false;
                }
                announced = announced || announced(self);
                try {
                    held = held(self);
                    failure = null;
                    if (held && Copies.missing(manager).isEmpty() && held(self)) {
                        return true;
                    }
                } catch (RuntimeException ex) { // a node that went away meanwhile, as a rule
                    failure = ex;
                    log.debug("The turn to stop could not be told", ex);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return true;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets others know that this node goes of its own accord. */
    private boolean announced(String self) {
        try {
            entries.put(GOODBYE + self, self, REMEMBERED.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (RuntimeException ex) { // it goes all the same
            log.debug("A goodbye was not heard by all", ex);
            return false;
        }
    }

    /** Whether this node has the turn, taking it if nobody has. */
    private boolean held(String self) {
        String holder = entries.putIfAbsent(HOLDER, self);
        if (holder == null || holder.equals(self)) {
            return true;
        }
        boolean there = members().stream().anyMatch(member -> id(member).equals(holder));
        return !there && entries.replace(HOLDER, holder, self);
    }

    private List<Address> members() {
        return manager.getMembers();
    }

    private static String id(Address node) {
        return node.getNodeUUID().toString();
    }
}
