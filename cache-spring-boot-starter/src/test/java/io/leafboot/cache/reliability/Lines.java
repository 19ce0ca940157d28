package io.leafboot.cache.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on the loopback address over which lines go both ways. */
final class Lines implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;
    private final Writer out;

    Lines(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    }

    static Lines connect(int port) {
        try {
            return new Lines(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Waits no longer than that for a line. */
    Lines patience(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
        } catch (SocketException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    void send(String line) {
        sendLater(line);
        flush();
    }

    void sendLater(String line) {
        try {
            out.write(line + "\n");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** The next line; fails if the other side has gone. */
    String receive() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("The other side has gone");
            }
            return line;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    boolean hasMore() {
        try {
            return in.ready();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    String ask(String line) {
        send(line);
        return receive();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
