package io.leafboot.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Many clients of one server, on one thread: each keeps its connection and has one request under way at most.
 *
 * <ul>
 *   <li>flat out: a client asks again as soon as it has its answer; a time counts from the request
 *   <li>at a rate: requests are due at fixed times, for one client after the other; a time counts from when the request was
 *       due, also where its client was still waiting for the answer before, so a stall counts for all that it delays
 * </ul>
 *
 * What is due, or sent, while the server warms up is not counted.
 */
final class HttpLoad implements AutoCloseable {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final long GRACE_NANOS = 10_000_000_000L;

    private static final long PAUSE_NANOS = 20_000;

    /**
     * What came of it.
     *
     * @param times nanoseconds of each answer
     * @param answers how many there were in the time measured
     * @param nanos how long was measured
     * @param errors answers other than 200 with an id, connections that broke, requests without an answer
     * @param reconnects how often the server had closed a connection
     * @param all how many answers there were in all, with those of the warm-up
     * @param repeated how many of all ids were handed out before, those of the warm-up included
     */
    record Outcome(Histogram times, long answers, long nanos, long errors, long reconnects, long all, long repeated) {
        double perSecond() {
            return answers * 1e9 / nanos;
        }

        double millis(double percentile) {
            return times.getValueAtPercentile(percentile) / 1e6;
        }
    }

    private final Selector selector;

    private final List<ClientConnection> connections = new ArrayList<>();

    private final Histogram times = new Histogram(LONGEST_NANOS, 3);

    /** Requests a second, or 0 for flat out. */
    private final int rate;

    private final long start;

    private final long measuredFrom;

    private final long end;

    private long[] ids = new long[1 << 16];

    private int idCount;

    private long answers;

    private long errors;

    /** At a rate: the number of the next request that falls due. */
    private long next;

    private HttpLoad(Target target, int clients, int rate, int warmUpSeconds, int seconds) throws IOException {
        selector = Selector.open();
        for (int client = 0; client < clients; client++) {
            connections.add(new ClientConnection(target, selector, client));
        }
        this.rate = rate;
        this.start = System.nanoTime();
        this.measuredFrom = start + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        this.end = measuredFrom + TimeUnit.SECONDS.toNanos(seconds);
    }

    static Outcome flatOut(Target target, int clients, int warmUpSeconds, int seconds) throws IOException {
        try (HttpLoad load = new HttpLoad(target, clients, 0, warmUpSeconds, seconds)) {
            return load.run();
        }
    }

    static Outcome atRate(Target target, int clients, int rate, int warmUpSeconds, int seconds) throws IOException {
        try (HttpLoad load = new HttpLoad(target, clients, rate, warmUpSeconds, seconds)) {
            return load.run();
        }
    }

    private Outcome run() throws IOException {
        if (rate == 0) {
            for (ClientConnection connection : connections) {
                send(connection, System.nanoTime());
            }
        }
        long now = System.nanoTime();
        while (now - end < 0 || (isUnderWay() && now - end < GRACE_NANOS)) {
            if (rate > 0) {
                sendWhatIsDue(now);
            }
            if (select(now) > 0) {
                for (SelectionKey key : selector.selectedKeys()) {
                    read((ClientConnection) key.attachment());
                }
                selector.selectedKeys().clear();
            }
            now = System.nanoTime();
        }
        for (ClientConnection connection : connections) {
            errors += connection.isBusy() ? 1 : 0;
        }
        errors += unsent();
        long reconnects =
                connections.stream().mapToLong(ClientConnection::reconnects).sum();
        return new Outcome(times, answers, end - measuredFrom, errors, reconnects, idCount, repeated());
    }

    private void sendWhatIsDue(long now) {
        while (due(next) - now <= 0 && due(next) - end < 0) {
            ClientConnection connection = connections.get((int) (next % connections.size()));
            // Else it is sent when the answer before it has come.
            if (!connection.isBusy() && connection.sent() == next / connections.size()) {
                send(connection, due(next));
            }
            next++;
        }
    }

    private long due(long request) {
        return start + (long) (request * (1e9 / rate));
    }

    private void send(ClientConnection connection, long due) {
        try {
            connection.send(due);
        } catch (IOException e) {
            fail(connection, e);
        }
    }

    private void read(ClientConnection connection) {
        try {
            Answer answer = connection.read();
            if (answer == null) {
                return;
            }
            long now = System.nanoTime();
            long id = answer.status() == 200 ? answer.id() : Answer.NO_ID;
            if (id == Answer.NO_ID) {
                errors++;
            } else {
                record(id, connection.due(), now);
            }
            goOn(connection, now);
        } catch (IOException e) {
            fail(connection, e);
            goOn(connection, System.nanoTime());
        }
    }

    private void record(long id, long due, long now) {
        if (idCount == ids.length) {
            ids = Arrays.copyOf(ids, 2 * idCount);
        }
        ids[idCount++] = id;
        if (due - measuredFrom >= 0) {
            times.recordValue(Math.min(now - due, LONGEST_NANOS));
        }
        if (now - measuredFrom >= 0 && now - end < 0) {
            answers++;
        }
    }

    private void goOn(ClientConnection connection, long now) {
        if (rate == 0) {
            if (now - end < 0) {
                send(connection, now);
            }
            return;
        }
        long request = connection.sent() * connections.size() + connection.number();
        if (request < next) {
            send(connection, due(request));
        }
    }

    private void fail(ClientConnection connection, IOException e) {
        if (errors++ == 0) {
            System.err.println("The first error: " + e);
        }
        try {
            connection.abandon();
        } catch (IOException again) {
            e.addSuppressed(again);
            throw new UncheckedIOException("The server is gone", e);
        }
    }

    /** At a rate: what was due and waited for its client in vain. */
    private long unsent() {
        return next
                - (rate == 0
                        ? 0
                        : connections.stream().mapToLong(ClientConnection::sent).sum());
    }

    private boolean isUnderWay() {
        return connections.stream().anyMatch(ClientConnection::isBusy);
    }

    /** Waits for answers, at a rate no longer than until the next request is due: the thread pauses, it does not spin. */
    private int select(long now) throws IOException {
        if (rate == 0 || now - end >= 0) {
            return selector.select(10);
        }
        int ready = selector.selectNow();
        long nanos = due(next) - System.nanoTime();
        if (ready == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, PAUSE_NANOS));
        }
        return ready;
    }

    private long repeated() {
        Arrays.sort(ids, 0, idCount);
        long repeated = 0;
        for (int i = 1; i < idCount; i++) {
            repeated += ids[i] == ids[i - 1] ? 1 : 0;
        }
        return repeated;
    }

    @Override
    public void close() throws IOException {
        for (ClientConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
