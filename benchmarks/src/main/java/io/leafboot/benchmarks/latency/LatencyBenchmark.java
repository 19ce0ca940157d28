package io.leafboot.benchmarks.latency;

import io.leafboot.benchmarks.Options;
import io.leafboot.benchmarks.Statistics;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;

/**
 * How long an id takes over a real PostgreSQL that is near or far: ours and CosId's chain over the same table in one run,
 * beside a plain counter that shows what the machine itself adds.
 *
 * <ul>
 *   <li>warm, at a rate: ids are due at fixed times, and the time of an id counts from when it was due, so a stall counts
 *       for all that it delays
 *   <li>cold, at a rate: the same from the very first id of a tag on
 *   <li>cold, as fast as it goes: threads ask for the next id as soon as they have one; the time counts from the call
 * </ul>
 *
 * A cold tag is one that its process never used; connections are open and code is compiled, as in a process that has run
 * for a while.
 */
public final class LatencyBenchmark {

    private enum Scenario {
        WARM_RATE,
        COLD_RATE,
        COLD_BURST
    }

    private record Case(Scenario scenario, int roundTripMillis, String contestant) {}

    /**
     * One measurement.
     *
     * @param claims claims while it was measured
     * @param wasted ids claimed since the tag's first, less those handed out
     * @param step the step of the tag's row
     */
    private record Result(Load.Outcome load, long claims, long wasted, int step) {}

    private static final List<String> OPTIONS =
            List.of("rtt", "rate", "warmup", "seconds", "cold-seconds", "threads", "rounds");

    /** Claims under way when the load ends must have landed before ids are counted. */
    private static final long SETTLE_MILLIS = 1_000;

    private final LatencyProxy proxy;

    private final DataSource database;

    private final int[] roundTrips;

    private final int rate;

    private final int warmUpSeconds;

    private final int seconds;

    private final int coldSeconds;

    private final int threads;

    private final int rounds;

    private int tags;

    private LatencyBenchmark(Options options, LatencyProxy proxy, DataSource database) {
        this.proxy = proxy;
        this.database = database;
        this.roundTrips = options.numbers("rtt", "0,5,50");
        this.rate = options.number("rate", 100_000);
        this.warmUpSeconds = options.number("warmup", 25);
        this.seconds = options.number("seconds", 20);
        this.coldSeconds = options.number("cold-seconds", 3);
        this.threads = options.number("threads", 4);
        this.rounds = options.number("rounds", 1);
    }

    /** Runs it and prints Markdown; {@code --name=value} sets an option. */
    public static void main(String[] args) throws Exception {
        Options options = new Options(args, OPTIONS);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
                LatencyProxy proxy = new LatencyProxy(postgres.getPort())) {
            String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres";
            try (LeafContestant leaf = new LeafContestant(url);
                    CosIdContestant cosIdShort = new CosIdContestant(url, leaf.step());
                    CosIdContestant cosIdLong = new CosIdContestant(url, 100 * leaf.step());
                    FloorContestant floor = new FloorContestant()) {
                new LatencyBenchmark(options, proxy, postgres.getPostgresDatabase())
                        .run(List.of(floor, leaf, cosIdShort, cosIdLong));
            }
        }
    }

    private void run(List<Contestant> contestants) throws Exception {
        // Compiles the code of all of them before anything is measured.
        for (Contestant contestant : contestants) {
            measure(Scenario.COLD_BURST, contestant, 1);
        }
        Map<Case, List<Result>> results = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Scenario scenario : Scenario.values()) {
                for (int roundTrip : roundTrips) {
                    proxy.setRoundTrip(Duration.ofMillis(roundTrip));
                    for (Contestant contestant : contestants) {
                        System.err.printf("round %d: %s, %d ms, %s%n", round, scenario, roundTrip, contestant.name());
                        results.computeIfAbsent(
                                        new Case(scenario, roundTrip, contestant.name()), unused -> new ArrayList<>())
                                .add(measure(
                                        scenario, contestant, scenario == Scenario.WARM_RATE ? seconds : coldSeconds));
                    }
                }
            }
        }
        for (Scenario scenario : Scenario.values()) {
            print(scenario, results);
        }
    }

    private Result measure(Scenario scenario, Contestant contestant, int lasting) throws Exception {
        String tag = "tag-" + ++tags;
        insertRow(tag, contestant.step());
        try (Contestant.Source source = contestant.open(tag)) {
            long issued = 0;
            if (scenario == Scenario.WARM_RATE) {
                issued = Load.atRate(source, rate, warmUpSeconds).ids();
            }
            long claimsBefore = source.claims();
            Load.Outcome load = scenario == Scenario.COLD_BURST
                    ? Load.flatOut(source, threads, lasting)
                    : Load.atRate(source, rate, lasting);
            long claims = source.claims() - claimsBefore;
            issued += load.ids();
            Thread.sleep(SETTLE_MILLIS);
            long claimed = Math.max(issued, highestClaimed(tag));
            return new Result(load, claims, claimed - issued, contestant.step());
        }
    }

    private void print(Scenario scenario, Map<Case, List<Result>> results) {
        print(
                switch (scenario) {
                    case WARM_RATE -> "%n%,d ids/s, warm, %d s each:%n%n";
                    case COLD_RATE -> "%n%,d ids/s from the first id of a tag on, %d s each:%n%n";
                    case COLD_BURST -> "%n%d threads as fast as they can from the first id of a tag on, %d s each:%n%n";
                },
                scenario == Scenario.COLD_BURST ? threads : rate,
                scenario == Scenario.WARM_RATE ? seconds : coldSeconds);
        print("| round trip | | ids/s | p50 µs | p99 µs | p99.99 µs | max µs | failed"
                + " | claims | claims per M ids | wasted ids | in steps |%n");
        print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        results.forEach((key, rounds) -> {
            if (key.scenario() == scenario) {
                print(
                        "| %d ms | %s | %,.0f | %,.2f | %,.2f | %,.2f | %,.0f | %,.0f | %,.0f | %,.1f | %,.0f | %,.1f |%n",
                        key.roundTripMillis(),
                        key.contestant(),
                        median(rounds, result -> result.load().idsPerSecond()),
                        median(rounds, result -> result.load().micros(50)),
                        median(rounds, result -> result.load().micros(99)),
                        median(rounds, result -> result.load().micros(99.99)),
                        median(rounds, result -> result.load().micros(100)),
                        median(rounds, result -> result.load().failures()),
                        median(rounds, result -> result.claims()),
                        median(
                                rounds,
                                result -> result.claims() * 1e6 / result.load().ids()),
                        median(rounds, result -> result.wasted()),
                        median(rounds, result -> (double) result.wasted() / result.step()));
            }
        });
    }

    private static double median(List<Result> rounds, ToDoubleFunction<Result> figure) {
        return Statistics.median(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private void insertRow(String tag, int step) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES (?, 0, ?)")) {
            insert.setString(1, tag);
            insert.setInt(2, step);
            insert.executeUpdate();
        }
    }

    private long highestClaimed(String tag) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT max_id FROM leaf_alloc WHERE biz_tag = ?")) {
            query.setString(1, tag);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
