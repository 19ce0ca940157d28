package io.leafboot.cache.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Listens on the loopback address, and talks to each client on a thread of its own. */
final class LineServer implements AutoCloseable {

    private final ServerSocket server;
    private final String name;
    private final Consumer<Lines> talk;
    private final Set<Lines> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();

    LineServer(String name, Consumer<Lines> talk) {
        this.name = name;
        this.talk = talk;
        try {
            server = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        start(name + "-accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Lines client = new Lines(socket);
                clients.add(client);
                start(name + "-" + numbers.incrementAndGet(), () -> serve(client));
            } catch (IOException ex) {
                // closed, or a client that went at once
            }
        }
    }

    private void serve(Lines client) {
        try (client) {
            talk.accept(client);
        } catch (UncheckedIOException ex) {
            // the client has gone
        } finally {
            clients.remove(client);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        clients.forEach(Lines::close);
    }
}
