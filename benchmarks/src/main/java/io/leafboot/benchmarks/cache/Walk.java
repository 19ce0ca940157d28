package io.leafboot.benchmarks.cache;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** All keys in a random order of the thread's own, over and over: choosing a key costs one read of an array. */
@State(Scope.Thread)
public class Walk {

    static final int BATCH = 100;

    private final String[] keys = Entries.keys();
    private List<Set<String>> batches = List.of();
    private int at;
    private int batchAt;

    /** The same orders in every run and for every contestant. */
    @Setup
    public void shuffle(ThreadParams thread) {
        Collections.shuffle(Arrays.asList(keys), new Random(thread.getThreadIndex()));
        batches = IntStream.range(0, keys.length / BATCH)
                .<Set<String>>mapToObj(
                        batch -> new LinkedHashSet<>(Arrays.asList(keys).subList(batch * BATCH, (batch + 1) * BATCH)))
                .toList();
    }

    String next() {
        int current = at;
        at = current + 1 < keys.length ? current + 1 : 0;
        return keys[current];
    }

    /** {@link #BATCH} keys, in the form that most multi-gets ask for. */
    Set<String> nextBatch() {
        int current = batchAt;
        batchAt = current + 1 < batches.size() ? current + 1 : 0;
        return batches.get(current);
    }
}
