package io.leafboot.id.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Counters of a drawing process that its parent can read at any time: a small file mapped into memory by both. Each
 * counter has one writing thread.
 */
final class Progress {

    /** What is counted, per thread and tag. */
    enum Counter {
        DRAWN,
        EXHAUSTED,
        QUARANTINED
    }

    private static final int THREADS = 16;

    private static final int SIZE = Long.BYTES * (1 + THREADS * Tags.NAMES.size() * Counter.values().length);

    private final LongBuffer longs;

    private Progress(LongBuffer longs) {
        this.longs = longs;
    }

    static Progress create(Path file) {
        return map(file, FileChannel.MapMode.READ_WRITE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Opens the file of another process, or returns {@code null} while there is none. */
    static Progress read(Path file) {
        try {
            return Files.exists(file) && Files.size(file) >= SIZE ? map(file, FileChannel.MapMode.READ_ONLY) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Progress map(Path file, FileChannel.MapMode mode, StandardOpenOption... more) {
        StandardOpenOption[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, options)) {
            return new Progress(channel.map(mode, 0, SIZE).asLongBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int slot(int thread, int tag, Counter counter) {
        return 1 + (thread * Tags.NAMES.size() + tag) * Counter.values().length + counter.ordinal();
    }

    void ready() {
        longs.put(0, 1);
    }

    boolean isReady() {
        return longs.get(0) == 1;
    }

    void add(int thread, int tag, Counter counter, long n) {
        int slot = slot(thread, tag, counter);
        longs.put(slot, longs.get(slot) + n);
    }

    /** Tells whether each of the first {@code threads} threads has counted something, for each tag. */
    boolean countedByEach(int threads, Counter counter) {
        for (int thread = 0; thread < threads; thread++) {
            for (int tag = 0; tag < Tags.NAMES.size(); tag++) {
                if (longs.get(slot(thread, tag, counter)) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns a counter of one tag, over all threads. */
    long sum(int tag, Counter counter) {
        long sum = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            sum += longs.get(slot(thread, tag, counter));
        }
        return sum;
    }

    /** Returns a counter over all tags and threads. */
    long sum(Counter counter) {
        long sum = 0;
        for (int tag = 0; tag < Tags.NAMES.size(); tag++) {
            sum += sum(tag, counter);
        }
        return sum;
    }
}
