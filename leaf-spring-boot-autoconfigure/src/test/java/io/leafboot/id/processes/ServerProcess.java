package io.leafboot.id.processes;

import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A database server that was started by somebody else as a child of this JVM, and that this class kills with
 * {@code kill -9} and starts again with the same command.
 */
final class ServerProcess implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String url;

    private final List<String> command;

    private final File log;

    private ProcessHandle process;

    /**
     * @param process the server, running
     * @param prefix what the command must be started with, such as {@code unshare -U}
     * @param log where the output of restarts goes
     */
    ServerProcess(String url, ProcessHandle process, List<String> prefix, File log) {
        this.url = url;
        this.process = process;
        this.log = log;
        this.command = new ArrayList<>(prefix);
        command.add(process.info().command().orElseThrow());
        command.addAll(List.of(process.info().arguments().orElseThrow()));
    }

    /** Kills the server and all of its processes, as if the machine had gone down with its disks intact. */
    void kill() {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Starts it again on the same port and data, and waits until it answers. */
    void restart() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!process.isAlive()) {
                process = launch().toHandle();
            }
            return answers();
        });
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            kill();
        }
    }
}
