package io.leafboot.cache.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;

/** Sockets on which both sides show certificates that the other trusts before a byte of the engine is read. */
final class TlsSockets extends DefaultSocketFactory {

    private static final long RENEWAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final Supplier<SSLContext> source;
    private final Rejections rejections;

    private SSLContext context;
    private long since = System.nanoTime();

    /**
     * The sockets.
     *
     * @param source gives keys and certificates; asked again from time to time, for they may be renewed
     */
    TlsSockets(Supplier<SSLContext> source, Rejections rejections) {
        this.source = source;
        this.rejections = rejections;
        this.context = source.get();
    }

    private synchronized SSLContext context() {
        if (System.nanoTime() - since > RENEWAL_NANOS) {
            context = source.get();
            since = System.nanoTime();
        }
        return context;
    }

    @Override
    public Socket createSocket(String purpose) throws IOException {
        return context().getSocketFactory().createSocket();
    }

    @Override
    public ServerSocket createServerSocket(String purpose) throws IOException {
        return new TlsServerSocket(this::accepted, rejections);
    }

    /** What others opened, as a socket that asks for their certificate. */
    private SSLSocket accepted(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) context()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secure.setUseClientMode(false);
        secure.setNeedClientAuth(true);
        return secure;
    }
}
