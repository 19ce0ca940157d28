package io.leafboot.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JMH's results of some rounds, each of which ran all benchmarks with the same number of threads. A ratio is taken within a
 * round, whose benchmarks ran close together, so that slow drifts of the machine cancel.
 */
public final class Rounds {

    private record Result(double score, double bytes) {}

    private final List<Map<String, Result>> rounds = new ArrayList<>();

    private Rounds() {}

    /** Reads a directory of JSON files, one a round, into rounds by the number of threads. */
    public static SortedMap<Integer, Rounds> read(Path directory) throws IOException {
        SortedMap<Integer, Rounds> byThreads = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                JsonNode results = JsonMapper.shared().readTree(file.toFile());
                byThreads
                        .computeIfAbsent(results.get(0).get("threads").asInt(), threads -> new Rounds())
                        .add(results);
            }
        }
        return byThreads;
    }

    private void add(JsonNode results) {
        Map<String, Result> round = new HashMap<>();
        results.forEach(result -> round.put(benchmark(result), result(result)));
        rounds.add(round);
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

    /** How many there are. */
    public int size() {
        return rounds.size();
    }

    /** Scores of a benchmark, one a round in which it ran: the median of its iterations. */
    public List<Double> scores(String benchmark) {
        return over(round -> score(round, benchmark));
    }

    /** Ratios of a benchmark to another, one a round in which both ran. */
    public List<Double> ratios(String benchmark, String base) {
        return over(round -> score(round, benchmark) / score(round, base));
    }

    /** Bytes allocated for each operation, one figure a round. */
    public List<Double> bytes(String benchmark) {
        return over(round -> round.containsKey(benchmark) ? round.get(benchmark).bytes() : Double.NaN);
    }

    private static double score(Map<String, Result> round, String benchmark) {
        Result result = round.get(benchmark);
        return result == null ? Double.NaN : result.score();
    }

    private List<Double> over(Function<Map<String, Result>, Double> figure) {
        return rounds.stream().map(figure).filter(value -> !value.isNaN()).toList();
    }
}
