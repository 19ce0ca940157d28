package io.leafboot.benchmarks.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client's connection, kept alive, with one request under way at most. */
final class ClientConnection implements AutoCloseable {

    private final Target target;

    private final Selector selector;

    private final int number;

    private final ByteBuffer request;

    private final Answer answer;

    private final ByteBuffer received = ByteBuffer.allocate(4_096);

    private SocketChannel channel;

    private boolean busy;

    private long due;

    /** How many requests were sent. */
    private long sent;

    private long reconnects = -1;

    ClientConnection(Target target, Selector selector, int number) throws IOException {
        this.target = target;
        this.selector = selector;
        this.number = number;
        this.request = ByteBuffer.wrap(target.request());
        this.answer = new Answer(target.markerBytes());
        this.channel = connect();
    }

    int number() {
        return number;
    }

    boolean isBusy() {
        return busy;
    }

    long due() {
        return due;
    }

    long sent() {
        return sent;
    }

    long reconnects() {
        return reconnects;
    }

    void send(long requestDue) throws IOException {
        if (answer.isLast()) {
            channel.close();
            channel = connect();
        }
        answer.clear();
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        busy = true;
        due = requestDue;
        sent++;
    }

    /** Reads what is there, and returns the answer once it is complete, else null. */
    Answer read() throws IOException {
        received.clear();
        int count = channel.read(received);
        if (count < 0) {
            boolean unanswered = busy;
            busy = false;
            channel.close();
            channel = connect();
            if (unanswered) {
                throw new IOException("The connection was closed without an answer");
            }
            return null;
        }
        if (busy && answer.add(received.array(), count)) {
            busy = false;
            return answer;
        }
        return null;
    }

    /** Gives a request up, and the connection with it. */
    void abandon() throws IOException {
        busy = false;
        answer.clear();
        channel.close();
        channel = connect();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel opened = SocketChannel.open(target.address());
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.configureBlocking(false);
        opened.register(selector, SelectionKey.OP_READ, this);
        reconnects++;
        return opened;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
