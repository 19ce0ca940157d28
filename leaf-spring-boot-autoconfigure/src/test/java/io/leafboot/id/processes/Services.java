package io.leafboot.id.processes;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.test.util.TestSocketUtils;

/** Id services, each a process on a port of its own, which it has again after a restart. Closing it leaves none alive. */
final class Services implements AutoCloseable {

    private static final int LOWEST_EPHEMERAL_PORT = 32_768;

    private final Path folder;

    private final Database database;

    private final List<Integer> ports = new ArrayList<>();

    private final List<Process> processes = new ArrayList<>();

    private int kills;

    Services(Path folder, Database database, int count) {
        this.folder = folder;
        this.database = database;
        for (int i = 0; i < count; i++) {
            ports.add(freePort());
            processes.add(launch(i));
        }
    }

    /** One that no socket gets which asks for any, since it is bound only later, and again after a kill. */
    private static int freePort() {
        int port = TestSocketUtils.findAvailableTcpPort();
        while (port >= LOWEST_EPHEMERAL_PORT) {
            port = TestSocketUtils.findAvailableTcpPort();
        }
        return port;
    }

    private Process launch(int number) {
        File log = folder.resolve("service-" + number + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        ServingProcess.class.getName(),
                        "--server.address=127.0.0.1",
                        "--server.port=" + ports.get(number),
                        "--spring.datasource.url=" + database.url(),
                        "--spring.flyway.enabled=false",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn",
                        "--leaf.http.enabled=true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("CLASSPATH", Fleet.classPath());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    int kills() {
        return kills;
    }

    void awaitAll() {
        await("all services answer")
                .atMost(Fleet.PATIENCE)
                .until(() -> ports.stream().allMatch(Services::answers));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code kill -9}, whether it serves or is starting. */
    void kill(int number) {
        kills++;
        Process process = processes.get(number);
        process.destroyForcibly();
        await().atMost(Fleet.PATIENCE).until(() -> !process.isAlive());
    }

    void restart(int number) {
        processes.set(number, launch(number));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        await().atMost(Fleet.PATIENCE).until(() -> processes.stream().noneMatch(Process::isAlive));
    }
}
