package io.leafboot.cache.cluster;

import java.net.InetAddress;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.PerDestinationBundler;
import org.jgroups.protocols.RED;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How nodes talk to each other: over TCP, on one address and one port. That a node died is seen by its connections, which the
 * system closes with the process; that one hangs or its machine is gone, by heartbeats that are missing.
 */
final class ClusterStack {

    /** Longest piece that is taken from the network. Messages are sent in pieces of about 60 kB. */
    private static final int LONGEST_PIECE = 4 << 20;

    /** How long a node looks for others before it begins a cluster, where nothing listens at any seed. */
    private static final int JOIN_MILLIS = 500;

    /**
     * How long where something does, which may be busy. One that answers later is met all the same, but then what both parts
     * hold is put out of date. Handshakes of TLS are part of it.
     */
    private static final int PATIENT_JOIN_MILLIS = 3000;

    private static final int CONNECT_MILLIS = 1000;

    /** How long a node whose connections broke may take to answer before it is left out: most of what a kill costs. */
    private static final int VERIFY_MILLIS = 500;

    private ClusterStack() {}

    static JChannel channel(InetAddress address, int port, Discovery discovery, @Nullable SocketFactory sockets)
            throws Exception {
        // A connection that says nothing would count, to a node with TLS, as a stranger's.
        int joinMillis = sockets != null || discovery.somebodyListens() ? PATIENT_JOIN_MILLIS : JOIN_MILLIS;
        TCP tcp = new TCP();
        tcp.setBindAddress(address);
        tcp.setBindPort(port);
        tcp.setPortRange(0);
        tcp.setClientBindAddr(address);
        tcp.tcpNodelay(true); // without it, answers wait 40 ms for an acknowledgement
        // One thread a destination: with one for all, a machine that is gone would hold up what is meant for the
        // others.
        PerDestinationBundler senders = new PerDestinationBundler();
        senders.useSingleSenderThread(false);
        tcp.setBundler(senders);
        tcp.setSockConnTimeout(CONNECT_MILLIS);
        tcp.setMaxLength(LONGEST_PIECE);
        tcp.logAcceptError(false); // ports are probed by whoever watches over them
        tcp.logDetails(false);
        if (sockets != null) {
            tcp.setSocketFactory(sockets);
        }
        tcp.enableSuspectEvents(true); // in place of FD_SOCK2, whose port knows no TLS
        JChannel channel = new JChannel(List.<Protocol>of(
                tcp,
                new RED(),
                discovery.protocol(),
                new MERGE3().setMinInterval(1000).setMaxInterval(5000),
                new FD_ALL3().setTimeout(10_000).setInterval(2000),
                new VERIFY_SUSPECT2().setTimeout(VERIFY_MILLIS),
                new NAKACK2().useMcastXmit(false),
                new UNICAST3(),
                new STABLE(),
                new GMS().printLocalAddress(false).setJoinTimeout(joinMillis),
                new UFC(),
                new MFC(),
                new FRAG4()));
        tcp.getDiagnosticsHandler().setEnabled(false); // which would listen on every address, for anybody's questions
        return channel;
    }
}
