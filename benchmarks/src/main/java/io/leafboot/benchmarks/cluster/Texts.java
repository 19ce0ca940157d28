package io.leafboot.benchmarks.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What every contestant is filled with, and within which bounds: texts of 200 characters. */
final class Texts {

    static final int COUNT = 10_000;

    /** Of each node; nobody evicts. */
    static final int MAX_SIZE = 12_000;

    /** Longer than any run: nothing expires while it is measured. */
    static final Duration TTL = Duration.ofHours(1);

    /** How many nodes hold each entry. */
    static final int COPIES = 2;

    static final List<String> KEYS =
            IntStream.range(0, COUNT).mapToObj(number -> "product-" + number).toList();

    private static final int LENGTH = 200;

    private Texts() {}

    /** The text of a key at first; other texts are put over it later. */
    static String of(int number) {
        return new Random(number)
                .ints('a', 'z' + 1)
                .limit(LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
