package io.leafboot.cache.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.protocols.dns.DNSResolver;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.stack.IpAddress;

/**
 * What the engine asks for addresses to look for nodes at: the seeds, looked up each time. Where hosts are listed, nodes that
 * were met are looked for, too: two parts of a cluster find each other again even if no listed host is there any more.
 */
final class Discovery implements DNSResolver {

    private static final int MOST_MET = 64;

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
