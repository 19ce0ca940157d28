package io.leafboot.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a table of JMH's results for ids: one JSON file a round, each round with all benchmarks. */
public final class Summary {

    private static final String FLOOR = "floorAtomicLong";

    private static final String PEER = "cosIdChain";

    private static final Map<String, String> NAMES = names();

    private Summary() {}

    /** Takes a directory of JSON files and prints Markdown. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("Give the directory that holds JMH's JSON files.");
        }
        Rounds.read(Path.of(args[0])).forEach(Summary::print);
    }

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(FLOOR, "`AtomicLong.getAndIncrement`, the floor");
        names.put("leafStrict", "**Leaf**, strict, by handle");
        names.put("leafStrictByName", "**Leaf**, strict, by name");
        names.put("leafStriped", "**Leaf**, striped, by handle");
        names.put("leafStrictRange", "**Leaf**, strict, `nextRange(1000)`");
        names.put(PEER, "CosId `SegmentChainId`");
        names.put("cosIdChainByName", "CosId `SegmentChainId`, by name");
        names.put("cosIdSegment", "CosId `DefaultSegmentId`");
        names.put("tsid", "TSID `TsidFactory`");
        return names;
    }

    private static void print(int threads, Rounds rounds) {
        print("%n%d thread%s, %d rounds:%n%n", threads, threads == 1 ? "" : "s", rounds.size());
        print("| | M ids/s, median | lowest – highest | ÷ floor | lowest – highest | ÷ CosId chain | B/id |%n");
        print("|---|---:|---:|---:|---:|---:|---:|%n");
        NAMES.forEach((benchmark, name) -> {
            List<Double> speeds = rounds.scores(benchmark);
            if (speeds.isEmpty()) {
                return;
            }
            List<Double> overFloor = rounds.ratios(benchmark, FLOOR);
            print(
                    "| %s | %.0f | %.0f – %.0f | %.2f | %.2f – %.2f | %.2f | %.2f |%n",
                    name,
                    Statistics.median(speeds),
                    Statistics.lowest(speeds),
                    Statistics.highest(speeds),
                    Statistics.median(overFloor),
                    Statistics.lowest(overFloor),
                    Statistics.highest(overFloor),
                    Statistics.median(rounds.ratios(benchmark, PEER)),
                    Statistics.median(rounds.bytes(benchmark)));
        });
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
