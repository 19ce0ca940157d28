package io.leafboot.cache.redis;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The entries of a log that this node wrote itself, and has not found in it yet.
 *
 * <p>They are added before whoever wrote is told that the write is acknowledged. They are looked at, under the same lock,
 * before the log is asked: each had then been carried out before the log is read, and so must be among what is read.
 *
 * <p>Bounded: of more than the log holds the oldest are forgotten, for then the log was trimmed past them and past what was
 * read before, which does not go unnoticed.
 */
final class OwnWrites {

    /** A log is trimmed by whole nodes of the stream, and so may be that much longer. */
    private static final int SLACK = 1000;

    private final int most;
    private final TreeSet<String> ids = new TreeSet<>(LogEntry::compare);

    OwnWrites(int logLength) {
        this.most = logLength + SLACK;
    }

    synchronized void add(String id) {
        ids.add(id);
        if (ids.size() > most) {
            ids.pollFirst();
        }
    }

    /** Those that are there now, the oldest first. */
    synchronized List<String> now() {
        return List.copyOf(ids);
    }

    synchronized void removeAll(Collection<String> some) {
        some.forEach(ids::remove);
    }

    synchronized void forget() {
        ids.clear();
    }
}
