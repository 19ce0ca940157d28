package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.Options;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Caches that live in three processes on the loopback address: ours, the engine that carries them without us, and peers. In a
 * round each of them starts anew, one after the other, so that a ratio compares what ran close together.
 */
public final class ClusterBenchmark {

    private static final List<String> OPTIONS =
            List.of("contestants", "rounds", "threads", "compile-millis", "warmup-millis", "millis");

    private ClusterBenchmark() {}

    /** Runs it and prints Markdown; {@code --name=value} sets an option. */
    public static void main(String[] args) throws IOException {
        Options options = new Options(args, OPTIONS);
        List<Contestant> contestants = Arrays.stream(
                        options.text("contestants", "").split(","))
                .filter(name -> !name.isEmpty())
                .map(Contestant::valueOf)
                .toList();
        if (contestants.isEmpty()) {
            contestants = List.of(Contestant.values());
        }
        List<String> passedOn = Arrays.stream(args)
                .filter(arg -> !arg.startsWith("--contestants=") && !arg.startsWith("--rounds="))
                .toList();
        int rounds = options.number("rounds", 4);
        ClusterReport report = new ClusterReport(contestants);
        for (int round = 1; round <= rounds; round++) {
            List<Contestant> order = new ArrayList<>(contestants);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Contestant contestant : order) {
                long start = System.nanoTime();
                report.add(round, contestant, measure(contestant, passedOn));
                System.err.printf(
                        Locale.ROOT,
                        "round %d of %d, %s: %d s%n",
                        round,
                        rounds,
                        contestant,
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            }
        }
        report.print(options.numbers("threads", "1,8"), rounds, options.number("millis", 2_000));
    }

    private static List<Measurement> measure(Contestant contestant, List<String> passedOn) throws IOException {
        List<Child> children = new ArrayList<>();
        try {
            List<Member> members = Member.of(freePorts());
            for (Member member : members) {
                if (contestant.isCluster() || member.index() == Member.COUNT - 1) {
                    List<String> args = new ArrayList<>(passedOn);
                    args.add("--contestant=" + contestant);
                    args.add("--member=" + member.argument());
                    Child child = new Child(contestant.jvmArguments(), args);
                    children.add(child);
                    child.await(ClusterProcess.STARTED);
                }
            }
            return children.get(children.size() - 1).await(ClusterProcess.FINISHED).stream()
                    .map(Measurement::of)
                    .toList();
        } finally {
            children.forEach(Child::close);
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < Member.COUNT) {
            // Below those that the system gives to clients.
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(Member.HOST))) {
            return socket.isBound();
        } catch (BindException ex) {
            return false;
        }
    }
}
