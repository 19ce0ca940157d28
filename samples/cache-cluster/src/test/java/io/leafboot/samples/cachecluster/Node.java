package io.leafboot.samples.cachecluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc;
import io.leafboot.cache.grpc.proto.CacheServiceGrpc.CacheServiceBlockingStub;
import io.leafboot.cache.grpc.proto.DeleteRequest;
import io.leafboot.cache.grpc.proto.DeleteResponse;
import io.leafboot.cache.grpc.proto.GetRequest;
import io.leafboot.cache.grpc.proto.GetResponse;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One node of the sample, in a JVM of its own. */
final class Node implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Ports ports;
    private final Path log;
    private final Process process;
    private final ManagedChannel channel;
    private final CacheServiceBlockingStub caches;

    private Node(Ports ports, Path log, Process process) {
        this.ports = ports;
        this.log = log;
        this.process = process;
        this.channel = NettyChannelBuilder.forTarget(ports.grpcAddress())
                .usePlaintext()
                .build();
        this.caches = CacheServiceGrpc.newBlockingStub(channel);
    }

    /** Starts nodes that know each other, and waits for none of them. */
    static List<Node> start(Path folder, int count) throws IOException {
        List<Ports> all = Ports.free(count);
        String seeds = all.stream().map(ports -> "127.0.0.1:" + ports.cluster()).collect(Collectors.joining(","));
        List<Node> nodes = new ArrayList<>();
        for (Ports ports : all) {
            Path log = Files.createTempFile(folder, "node", ".log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            mainClassPath(),
                            CacheClusterApplication.class.getName(),
                            "--server.port=" + ports.http(),
                            "--spring.grpc.server.port=" + ports.grpc(),
                            "--cache.cluster.bind=127.0.0.1:" + ports.cluster(),
                            "--cache.cluster.seeds=" + seeds,
                            "--cache.cluster.initial-size=" + count)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            nodes.add(new Node(ports, log, process));
        }
        return nodes;
    }

    private static String mainClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** How often this node has loaded a score. */
    long loads(String name) {
        String line = "[node " + ports.http() + "] loads " + name;
        return log().lines().filter(text -> text.endsWith(line)).count();
    }

    String grpcAddress() {
        return ports.grpcAddress();
    }

    // gRPC

    GetResponse get(String name) {
        return withinTenSeconds()
                .get(GetRequest.newBuilder().setGroup("scores").setKey(name).build());
    }

    DeleteResponse delete(String name) {
        return withinTenSeconds()
                .delete(DeleteRequest.newBuilder()
                        .setGroup("scores")
                        .setKey(name)
                        .build());
    }

    private CacheServiceBlockingStub withinTenSeconds() {
        return caches.withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    // HTTP

    HttpResponse<String> httpGet(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> httpDelete(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).DELETE().build(), BodyHandlers.ofString());
    }

    /** How many nodes this one knows, itself included; 0 while it starts. */
    int members() throws IOException, InterruptedException {
        HttpResponse<String> health = httpGet("/actuator/health");
        if (health.statusCode() != 200) {
            return 0;
        }
        // Nodes that first began apart and have met put out of date what they hold: not while somebody counts.
        String scores = "$.components.cache.details.caches.scores";
        return "ok".equals(JsonPath.read(health.body(), scores + ".cluster"))
                ? JsonPath.read(health.body(), scores + ".members")
                : 0;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.http() + path));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroyForcibly();
    }

    /** As an operator does, so that the node leaves in order. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }

    /** Where a node listens. */
    private record Ports(int http, int grpc, int cluster) {

        /** Below the range that connections get theirs from: no connection of one node takes that of another. */
        static List<Ports> free(int count) throws IOException {
            List<ServerSocket> sockets = new ArrayList<>();
            try {
                while (sockets.size() < 3 * count) {
                    int port = ThreadLocalRandom.current().nextInt(31_000, 32_700);
                    try {
                        sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                    } catch (BindException ex) {
                        continue; // another has it
                    }
                }
                List<Ports> all = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    all.add(new Ports(
                            sockets.get(3 * i).getLocalPort(),
                            sockets.get(3 * i + 1).getLocalPort(),
                            sockets.get(3 * i + 2).getLocalPort()));
                }
                return all;
            } finally {
                for (ServerSocket socket : sockets) {
                    socket.close();
                }
            }
        }

        String grpcAddress() {
            return "127.0.0.1:" + grpc;
        }
    }
}
