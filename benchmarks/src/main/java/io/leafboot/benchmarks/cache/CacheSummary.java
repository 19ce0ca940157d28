package io.leafboot.benchmarks.cache;

import io.leafboot.benchmarks.Rounds;
import io.leafboot.benchmarks.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes tables of JMH's results for caches: a directory a table, in it one JSON file a round. */
public final class CacheSummary {

    /** A table; its scores are printed as they are, each beside the ratios to some of the others. */
    private record Table(String directory, String title, String unit, List<Row> bases, List<Row> rows) {}

    private record Row(String benchmark, String name) {}

    private static final List<Table> TABLES = List.of(
            new Table(
                    "memory",
                    "A hit in memory",
                    "M hits/s",
                    List.of(
                            new Row("caffeine", "Caffeine"),
                            new Row("spring", "Spring"),
                            new Row("jetCache", "JetCache"),
                            new Row("leaf", "Leaf, memory")),
                    List.of(
                            new Row("caffeine", "Caffeine itself"),
                            new Row("leaf", "**Leaf**, memory"),
                            new Row("leafTwoLevel", "**Leaf**, two-level"),
                            new Row("spring", "Spring `CaffeineCache`"),
                            new Row("jetCache", "JetCache, memory"),
                            new Row("jetCacheNotCounting", "JetCache, memory, counting nothing"),
                            new Row("jetCacheTwoLevel", "JetCache, two levels"),
                            new Row("redissonLocalCachedMap", "Redisson `RLocalCachedMap`, counting nothing"))),
            new Table(
                    "remote",
                    "A hit in Redis",
                    "k hits/s",
                    List.of(new Row("spring", "Spring"), new Row("jetCache", "JetCache")),
                    List.of(
                            new Row("leaf", "**Leaf**, redis"),
                            new Row("spring", "Spring `RedisCache`"),
                            new Row("jetCache", "JetCache, remote"),
                            new Row("redissonBucket", "Redisson `RBucket`"),
                            new Row("redissonMapCache", "Redisson `RMapCache`"))),
            new Table(
                    "bulk",
                    "100 values from Redis, at once and one by one",
                    "k values/s",
                    List.of(new Row("leafOneByOne", "Leaf one by one"), new Row("jetCacheAtOnce", "JetCache at once")),
                    List.of(
                            new Row("leafAtOnce", "**Leaf**, redis, at once"),
                            new Row("leafOneByOne", "**Leaf**, redis, one by one"),
                            new Row("leafTwoLevelAtOnce", "**Leaf**, two-level, nothing in memory, at once"),
                            new Row("leafTwoLevelOneByOne", "**Leaf**, two-level, nothing in memory, one by one"),
                            new Row("springOneByOne", "Spring `RedisCache`, one by one"),
                            new Row("jetCacheAtOnce", "JetCache, remote, at once"),
                            new Row("jetCacheOneByOne", "JetCache, remote, one by one"),
                            new Row("jetCacheTwoLevelAtOnce", "JetCache, two levels, nothing in memory, at once"),
                            new Row("jetCacheTwoLevelOneByOne", "JetCache, two levels, nothing in memory, one by one"),
                            new Row("redissonBucketAtOnce", "Redisson `RBuckets`, at once"),
                            new Row("redissonBucketOneByOne", "Redisson `RBucket`, one by one"),
                            new Row("redissonMapCacheAtOnce", "Redisson `RMapCache`, at once"),
                            new Row("redissonMapCacheOneByOne", "Redisson `RMapCache`, one by one"))),
            new Table(
                    "annotation",
                    "A call of a cached method",
                    "k calls/s",
                    List.of(new Row("spring", "Spring, memory"), new Row("springRedis", "Spring, redis")),
                    List.of(
                            new Row("leaf", "`@Cacheable`, **Leaf**, memory"),
                            new Row("spring", "`@Cacheable`, Spring, Caffeine"),
                            new Row("jetCache", "`@Cached`, JetCache, memory"),
                            new Row("leafRedis", "`@Cacheable`, **Leaf**, redis"),
                            new Row("springRedis", "`@Cacheable`, Spring, Redis"))));

    private CacheSummary() {}

    /** Takes the directory that holds the others and prints Markdown. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("Give the directory that holds JMH's JSON files, in directories.");
        }
        for (Table table : TABLES) {
            Path directory = Path.of(args[0], table.directory());
            if (Files.isDirectory(directory)) {
                Rounds.read(directory).forEach((threads, rounds) -> print(table, threads, rounds));
            }
        }
    }

    private static void print(Table table, int threads, Rounds rounds) {
        print("%n%s, %d thread%s, %d rounds:%n%n", table.title(), threads, threads == 1 ? "" : "s", rounds.size());
        print(
                "| | %s, median | lowest – highest |%s B each |%n",
                table.unit(),
                table.bases().stream()
                        .map(base -> " ÷ " + base.name() + " | lowest – highest |")
                        .collect(Collectors.joining()));
        print("|---|---:|---:|%s---:|%n", "---:|---:|".repeat(table.bases().size()));
        for (Row row : table.rows()) {
            List<Double> scores = rounds.scores(row.benchmark());
            if (!scores.isEmpty()) {
                print(
                        "| %s |%s%s %.0f |%n",
                        row.name(),
                        columns("%.1f", scores),
                        table.bases().stream()
                                .map(base -> columns("%.2f", rounds.ratios(row.benchmark(), base.benchmark())))
                                .collect(Collectors.joining()),
                        Statistics.median(rounds.bytes(row.benchmark())));
            }
        }
    }

    private static String columns(String format, List<Double> figures) {
        if (figures.isEmpty()) {
            return " – | – |"; // the other did not run
        }
        return String.format(
                Locale.ROOT,
                " " + format + " | " + format + " – " + format + " |",
                Statistics.median(figures),
                Statistics.lowest(figures),
                Statistics.highest(figures));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
