package io.leafboot.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a table of JMH's results: one JSON file a round, each round with all benchmarks. A ratio is taken within a round,
 * whose benchmarks ran close together, and then the median of all rounds; so slow drifts of the machine cancel.
 */
public final class Summary {

    private static final String FLOOR = "floorAtomicLong";

    private static final String PEER = "cosIdChain";

    private static final Map<String, String> NAMES = names();

    private record Result(double idsPerMicrosecond, double bytesPerId) {}

    private Summary() {}

    /** Takes a directory of JSON files and prints Markdown. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("Give the directory that holds JMH's JSON files.");
        }
        SortedMap<Integer, List<Map<String, Result>>> roundsByThreads = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(args[0]), "*.json")) {
            for (Path file : files) {
                JsonNode results = JsonMapper.shared().readTree(file.toFile());
                roundsByThreads
                        .computeIfAbsent(results.get(0).get("threads").asInt(), threads -> new ArrayList<>())
                        .add(round(results));
            }
        }
        roundsByThreads.forEach(Summary::print);
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

    private static Map<String, Result> round(JsonNode results) {
        return StreamSupport.stream(results.spliterator(), false)
                .collect(Collectors.toMap(Summary::benchmark, Summary::result));
    }

    private static String benchmark(JsonNode result) {
        String name = result.get("benchmark").asString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Result result(JsonNode result) {
        List<Double> iterations = new ArrayList<>();
        for (JsonNode fork : result.get("primaryMetric").get("rawData")) {
            fork.forEach(iteration -> iterations.add(iteration.asDouble()));
        }
        JsonNode allocated = result.get("secondaryMetrics").get("gc.alloc.rate.norm");
        return new Result(
                Statistics.median(iterations),
                allocated == null ? Double.NaN : allocated.get("score").asDouble());
    }

    private static void print(int threads, List<Map<String, Result>> rounds) {
        print("%n%d thread%s, %d rounds:%n%n", threads, threads == 1 ? "" : "s", rounds.size());
        print("| | M ids/s, median | lowest – highest | ÷ floor | lowest – highest | ÷ CosId chain | B/id |%n");
        print("|---|---:|---:|---:|---:|---:|---:|%n");
        NAMES.forEach((benchmark, name) -> {
            List<Double> speeds = over(rounds, round -> speed(round, benchmark));
            if (speeds.isEmpty()) {
                return;
            }
            List<Double> overFloor = over(rounds, round -> ratio(round, benchmark, FLOOR));
            List<Double> overPeer = over(rounds, round -> ratio(round, benchmark, PEER));
            List<Double> bytes = over(
                    rounds,
                    round -> round.containsKey(benchmark) ? round.get(benchmark).bytesPerId() : Double.NaN);
            print(
                    "| %s | %.0f | %.0f – %.0f | %.2f | %.2f – %.2f | %.2f | %.2f |%n",
                    name,
                    Statistics.median(speeds),
                    Statistics.lowest(speeds),
                    Statistics.highest(speeds),
                    Statistics.median(overFloor),
                    Statistics.lowest(overFloor),
                    Statistics.highest(overFloor),
                    Statistics.median(overPeer),
                    Statistics.median(bytes));
        });
    }

    private static double speed(Map<String, Result> round, String benchmark) {
        Result result = round.get(benchmark);
        return result == null ? Double.NaN : result.idsPerMicrosecond();
    }

    private static double ratio(Map<String, Result> round, String benchmark, String base) {
        return speed(round, benchmark) / speed(round, base);
    }

    private static List<Double> over(List<Map<String, Result>> rounds, Function<Map<String, Result>, Double> figure) {
        return rounds.stream().map(figure).filter(value -> !value.isNaN()).toList();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
