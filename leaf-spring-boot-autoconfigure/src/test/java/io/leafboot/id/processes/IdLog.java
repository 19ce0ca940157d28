package io.leafboot.id.processes;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one thread was given of one tag, as runs (first, last) in a file mapped into memory. A store into the mapping
 * belongs to the operating system at once, so it outlives a {@code kill -9} of the process; at most the ids of the one call
 * that was just returning are missing. Not thread-safe.
 */
final class IdLog implements Closeable {

    private static final int CHUNK = 1 << 20;

    private final FileChannel channel;

    private LongBuffer chunk = LongBuffer.allocate(0);

    private long chunks;

    private int position;

    private long last = -1;

    IdLog(Path file) {
        try {
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes ids that a call has returned. */
    void add(long firstId, long lastId) {
        if (firstId == last + 1 && position > 0) {
            chunk.put(position - 1, lastId);
        } else {
            if (position == chunk.limit()) {
                nextChunk();
            }
            chunk.put(position, firstId);
            chunk.put(position + 1, lastId);
            position += 2;
        }
        last = lastId;
    }

    private void nextChunk() {
        try {
            chunk = channel.map(FileChannel.MapMode.READ_WRITE, chunks * CHUNK, CHUNK)
                    .asLongBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        chunks++;
        position = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Told of each run in a file. */
    interface Runs {
        void run(long firstId, long lastId);
    }

    /** Reads a file, also one whose writer was killed. */
    static void read(Path file, Runs runs) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long start = 0; start < channel.size(); start += CHUNK) {
                MappedByteBuffer bytes =
                        channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(CHUNK, channel.size() - start));
                LongBuffer longs = bytes.asLongBuffer();
                while (longs.remaining() >= 2) {
                    long first = longs.get();
                    long last = longs.get();
                    if (first == 0 || last == 0) {
                        break;
                    }
                    runs.run(first, last);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
