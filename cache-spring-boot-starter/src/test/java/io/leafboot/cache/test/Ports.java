package io.leafboot.cache.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Ports for servers and nodes that listen later, or again. They lie below the range that connections get theirs from, so
 * that none of those takes one meanwhile, and one that asks a port where nobody listens yet never finds itself there.
 */
public final class Ports {

    private static final int LOWEST = 11_000;
    private static final int STRETCHES = 10;
    private static final int STRETCH = 1000;

    /** How far above its port a node of a cluster of Redis takes another. */
    private static final int SECOND = 10_000;

    /** Who listens on the first port of a stretch has the others: JVMs that run at the same time have one each. */
    private static final ServerSocket FIRST = claim();

    /** How far it is from the first to the one that was given out last; all others are given out before it is again. */
    private static int last = ThreadLocalRandom.current().nextInt(STRETCH);

    private Ports() {}

    /** A port that nobody listens on, nor on the one 10,000 above. */
    public static synchronized int free() {
        for (int tries = 0; tries < STRETCH; tries++) {
            last = last % (STRETCH - 1) + 1;
            int port = FIRST.getLocalPort() + last;
            if (isFree(port) && isFree(port + SECOND)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port");
    }

    /** So many of them. */
    public static List<Integer> free(int count) {
        return Stream.generate(Ports::free).limit(count).toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException ex) {
            return false;
        }
    }

    private static ServerSocket claim() {
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            try {
                return new ServerSocket(LOWEST + stretch * STRETCH, 1, InetAddress.getLoopbackAddress());
            } catch (IOException ex) {
                continue; // another has it
            }
        }
        throw new IllegalStateException("No free ports");
    }
}
