package io.leafboot.cache.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jgroups.Address;
import org.jgroups.protocols.dns.DNSResolver;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.stack.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine asks for addresses to look for nodes at: the seeds, looked up each time. Where hosts are listed, nodes that
 * were met are looked for, too: two parts of a cluster find each other again even if no listed host is there any more.
 */
final class Discovery implements DNSResolver {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");

    private static final int MOST_MET = 64;
    private static final int LOOK_MILLIS = 500;

    private final Seeds seeds;
    private final Set<Address> met = new LinkedHashSet<>();

    Discovery(Seeds seeds) {
        this.seeds = seeds;
    }

    /** The protocol that asks. Requests go out at once, since a host that is gone takes its time to say nothing. */
    DNS_PING protocol() {
        DNS_PING ping = new DNS_PING().setDNSResolver(this).setDNSQuery("seeds").dnsRecordType("SRV");
        ping.asyncDiscoveryUseSeparateThread(true);
        return ping;
    }

    /**
     * Whether something listens where nodes are looked for, before this one does: then it is worth a longer wait for its
     * answer. A host that says nothing is not waited for longer than half a second.
     */
    boolean somebodyListens() {
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        CompletableFuture<?>[] looks = seeds.addresses().stream()
                .limit(MOST_MET)
                .map(address -> CompletableFuture.runAsync(
                        () -> {
                            if (listens(address)) {
                                found.complete(true);
                            }
                        },
                        Discovery::start))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.anyOf(found, CompletableFuture.allOf(looks))
                .thenApply(ended -> found.getNow(false))
                .join();
    }

    private static void start(Runnable look) {
        Thread thread = new Thread(look, "cache-cluster-look");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, LOOK_MILLIS);
            return true;
        } catch (IOException ex) {
            logger.trace("Nobody listens on {}", address, ex);
            return false;
        }
    }

    /** Keeps in mind where nodes are; the longest ago are forgotten. */
    synchronized void met(Collection<? extends Address> nodes) {
        if (!seeds.listed()) {
            return;
        }
        met.removeAll(nodes);
        met.addAll(nodes);
        while (met.size() > MOST_MET) {
            met.remove(met.iterator().next());
        }
    }

    @Override
    public List<Address> resolveIps(String query, DNSRecordType type) {
        Set<Address> places = new LinkedHashSet<>();
        for (InetSocketAddress address : seeds.addresses()) {
            places.add(new IpAddress(address));
        }
        synchronized (this) {
            places.addAll(met);
        }
        return new ArrayList<>(places);
    }
}
