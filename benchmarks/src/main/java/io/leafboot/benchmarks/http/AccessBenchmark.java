package io.leafboot.benchmarks.http;

import io.leafboot.benchmarks.Options;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A cached entry over HTTP and gRPC beside a bare handler and a bare service that answer with the same bytes, each server in a
 * process of its own; the clients are in this one. A round measures each of them once, one after the other, so that a ratio
 * compares what ran close together.
 */
public final class AccessBenchmark {

    private static final List<String> OPTIONS =
            List.of("type", "clients", "rounds", "warmup", "seconds", "compile-answers", "jvm");

    private static final long COMPILE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final String HTTP_PATH = "/" + AccessApplication.CACHE + "/" + AccessApplication.KEY;

    private final Options options;

    private final int clients;

    private AccessBenchmark(Options options) {
        this.options = options;
        this.clients = options.number("clients", 100);
    }

    private interface Load {
        HttpLoad.Outcome run(int warmUpSeconds, int seconds) throws IOException, InterruptedException;
    }

    private record Contestant(String name, String floor, long pid, Load load) {}

    /** Runs it and prints Markdown; {@code --name=value} sets an option. */
    public static void main(String[] args) throws Exception {
        new AccessBenchmark(new Options(args, OPTIONS)).run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("cache-access");
        int floorPort = ServerProcess.freePort();
        int leafPort = ServerProcess.freePort();
        List<String> settings = List.of(
                "--cache.http.enabled=true",
                "--cache.http.open=true",
                "--cache.http.caches=*",
                "--cache.grpc.enabled=true",
                "--cache.grpc.open=true",
                "--cache.grpc.caches=*",
                "--cache.grpc.max-calls=10000",
                "--cache.cluster.bind=127.0.0.1:" + ServerProcess.freePort(),
                "--cache.caches." + AccessApplication.CACHE + ".type=" + options.text("type", "memory"),
                "--cache.caches." + AccessApplication.CACHE + ".max-size=1000",
                "--cache.caches." + AccessApplication.CACHE + ".ttl=1h");
        try (ServerProcess floor = ServerProcess.start(
                        "floor",
                        command(AccessFloorApplication.class, floorPort, List.of()),
                        "/floor" + HTTP_PATH,
                        folder);
                ServerProcess leaf = ServerProcess.start(
                        "leaf",
                        command(AccessApplication.class, leafPort, settings),
                        "/api/cache" + HTTP_PATH,
                        folder)) {
            List<Contestant> contestants = List.of(
                    http("HTTP, bare handler", floor, floor.uri("/floor" + HTTP_PATH)),
                    http("HTTP, **Leaf**", leaf, leaf.uri("/api/cache" + HTTP_PATH)),
                    grpc("gRPC, bare service", floor, floorPort),
                    grpc("gRPC, **Leaf**", leaf, leafPort));
            AccessReport report = new AccessReport();
            for (Contestant contestant : contestants) {
                compile(contestant);
            }
            int rounds = options.number("rounds", 5);
            int seconds = options.number("seconds", 5);
            for (int round = 1; round <= rounds; round++) {
                List<Contestant> order = new ArrayList<>(contestants);
                if (round % 2 == 0) {
                    Collections.reverse(order);
                }
                for (Contestant contestant : order) {
                    Duration before = ServerProcess.cpu(contestant.pid());
                    HttpLoad.Outcome outcome = contestant.load().run(options.number("warmup", 2), seconds);
                    Duration cpu = ServerProcess.cpu(contestant.pid()).minus(before);
                    report.add(round, contestant.name(), contestant.floor(), outcome, cpu);
                    System.err.printf(
                            Locale.ROOT,
                            "round %d of %d, %s: %,.0f/s%n",
                            round,
                            rounds,
                            contestant.name(),
                            outcome.perSecond());
                }
            }
            report.print(clients, seconds, rounds);
        }
    }

    private Contestant http(String name, ServerProcess server, URI uri) throws IOException, InterruptedException {
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        if (!body.equals(AccessApplication.TEXT)) {
            throw new IllegalStateException(uri + " answers with " + body);
        }
        Target target = new Target(name, uri, "", server.pid()); // the digits that the text begins with pass for an id
        return new Contestant(
                name,
                "HTTP, bare handler",
                server.pid(),
                (warmUp, seconds) -> HttpLoad.flatOut(target, clients, warmUp, seconds));
    }

    private Contestant grpc(String name, ServerProcess server, int port) {
        return new Contestant(
                name,
                "gRPC, bare service",
                server.pid(),
                (warmUp, seconds) -> GrpcLoad.flatOut(port, clients, warmUp, seconds));
    }

    private List<String> command(Class<?> application, int grpcPort, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), options.text("jvm", "-Xmx256m")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), application.getName()));
        command.add("--spring.main.banner-mode=off");
        command.add("--spring.threads.virtual.enabled=true");
        command.add("--server.tomcat.max-keep-alive-requests=-1");
        command.add("--spring.grpc.server.address=127.0.0.1");
        command.add("--spring.grpc.server.port=" + grpcPort);
        command.addAll(settings);
        return command;
    }

    /** Has a server answer until its code is compiled, which on a busy machine is a matter of requests and not of seconds. */
    private void compile(Contestant contestant) throws IOException, InterruptedException {
        long answers = 0;
        long wanted = options.number("compile-answers", 100_000);
        for (long start = System.nanoTime(); answers < wanted && System.nanoTime() - start < COMPILE_NANOS; ) {
            answers += contestant.load().run(0, 2).all();
        }
        System.err.printf(Locale.ROOT, "%s: %,d answers before the first round%n", contestant.name(), answers);
    }
}
