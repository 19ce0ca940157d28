package io.leafboot.id.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A count of all ids of one tag that any process noted, one bit an id. The bits are of one window of the ids at a time, so
 * memory is bounded whatever the number of ids.
 *
 * @param recorded how many ids were noted, one noted twice counted twice
 * @param highest the highest id
 * @param repeated which ids were noted twice, and by whom; the first few
 */
record Census(long recorded, long highest, List<String> repeated) {

    /** Of the files of ids: {@code <tag>.<thread>.ids}. */
    static final String SUFFIX = ".ids";

    private static final int FEW = 20;

    private static final long WINDOW = 1L << 29;

    static Census of(String tag, List<Path> directories) {
        List<Path> files = files(tag, directories);
        long[] totals = new long[2];
        for (Path file : files) {
            IdLog.read(file, (first, last) -> {
                if (first < 1 || last < first) {
                    throw new AssertionError(file + " holds the run " + first + " to " + last);
                }
                totals[0] += last - first + 1;
                totals[1] = Math.max(totals[1], last);
            });
        }
        List<String> repeated = new ArrayList<>();
        for (long start = 0; start <= totals[1]; start += WINDOW) {
            look(files, start, (int) Math.min(WINDOW, totals[1] + 1 - start), repeated);
        }
        return new Census(totals[0], totals[1], repeated);
    }

    private static List<Path> files(String tag, List<Path> directories) {
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> all = Files.list(directory)) {
                all.filter(file -> file.getFileName().toString().startsWith(tag + "."))
                        .filter(file -> file.toString().endsWith(SUFFIX))
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static void look(List<Path> files, long start, int size, List<String> repeated) {
        long[] seen = new long[(size >>> 6) + 1];
        for (Path file : files) {
            IdLog.read(file, (first, last) -> {
                int from = (int) Math.max(first - start, 0);
                int to = (int) Math.min(last - start, size - 1L);
                if (first - start >= size || to < from) {
                    return;
                }
                if (!mark(seen, from, to) && repeated.size() < FEW) {
                    repeated.add("a run that overlaps others: " + first + " to " + last + " in "
                            + others(files, first, last));
                }
            });
        }
    }

    /** Sets the bits from {@code from} to {@code to}; returns whether none of them was set. */
    private static boolean mark(long[] seen, int from, int to) {
        boolean fresh = true;
        for (int word = from >>> 6; word <= to >>> 6; word++) {
            long low = word == from >>> 6 ? -1L << from : -1L;
            long high = word == to >>> 6 ? -1L >>> (63 - (to & 63)) : -1L;
            long bits = low & high;
            fresh &= (seen[word] & bits) == 0;
            seen[word] |= bits;
        }
        return fresh;
    }

    private static List<String> others(List<Path> files, long from, long to) {
        List<String> owners = new ArrayList<>();
        for (Path file : files) {
            IdLog.read(file, (first, last) -> {
                if (first <= to && last >= from) {
                    owners.add(file.getParent().getFileName() + "/" + file.getFileName() + " (" + first + " to " + last
                            + ")");
                }
            });
        }
        return owners;
    }

    /** Fails unless the ids of each thread rise: what {@code leaf.ordering=strict} promises. */
    static List<String> fallingRuns(String tag, Path directory) {
        List<String> falling = new ArrayList<>();
        for (Path file : files(tag, List.of(directory))) {
            long[] before = new long[1];
            IdLog.read(file, (first, last) -> {
                if (first <= before[0] && falling.size() < FEW) {
                    falling.add(file + ": " + first + " after " + before[0]);
                }
                before[0] = last;
            });
        }
        return falling;
    }
}
