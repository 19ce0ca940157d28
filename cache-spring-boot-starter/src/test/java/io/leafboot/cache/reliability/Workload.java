package io.leafboot.cache.reliability;

import java.util.Arrays;
import java.util.List;

/**
 * What the callers of a node do.
 *
 * @param shop which cache
 * @param threads callers
 * @param thinkMicros pause of a caller between calls, about
 * @param keys how many there are; each fifth is put, by one node only and one at a time, the others are evicted by any
 * @param evicts of 1000 operations
 * @param puts of 1000 operations
 * @param seat of this node among {@code seats}, which says which keys it may put
 */
record Workload(String shop, int threads, int thinkMicros, int keys, int evicts, int puts, int seat, int seats) {

    static Workload of(String shop) {
        return new Workload(shop, 4, 2000, 40, 30, 10, 0, 1);
    }

    Workload at(int seat, int seats) {
        return new Workload(shop, threads, thinkMicros, keys, evicts, puts, seat, seats);
    }

    Workload callers(int threads, int thinkMicros) {
        return new Workload(shop, threads, thinkMicros, keys, evicts, puts, seat, seats);
    }

    Workload keys(int keys) {
        return new Workload(shop, threads, thinkMicros, keys, evicts, puts, seat, seats);
    }

    Workload writes(int evicts, int puts) {
        return new Workload(shop, threads, thinkMicros, keys, evicts, puts, seat, seats);
    }

    static String key(int number) {
        return "k" + number;
    }

    static boolean isPut(int number) {
        return number % 5 == 0;
    }

    boolean mayPut(int number) {
        return isPut(number) && number / 5 % seats == seat;
    }

    String line() {
        return String.join(
                " ",
                List.of(
                        shop,
                        "" + threads,
                        "" + thinkMicros,
                        "" + keys,
                        "" + evicts,
                        "" + puts,
                        "" + seat,
                        "" + seats));
    }

    static Workload parse(String line) {
        String[] parts = line.split(" ");
        int[] n = Arrays.stream(parts).skip(1).mapToInt(Integer::parseInt).toArray();
        return new Workload(parts[0], n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }
}
