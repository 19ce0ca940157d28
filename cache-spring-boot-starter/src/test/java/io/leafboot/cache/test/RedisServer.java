package io.leafboot.cache.test;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A process of {@code redis-server} on the loopback address, which keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {

    private final int port;
    private final Path folder;
    private final List<String> settings;
    private final boolean sentinel;
    private @Nullable Process process;

    /**
     * Starts one.
     *
     * @param settings lines for its configuration besides those that every server here gets
     */
    RedisServer(int port, boolean sentinel, String... settings) {
        this.port = port;
        this.sentinel = sentinel;
        this.settings = List.of(settings);
        this.folder = RedisProcesses.folder("redis-" + port);
        start();
    }

    private synchronized void start() {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "dir " + folder,
                "daemonize no",
                "protected-mode no",
                "logfile " + folder.resolve("redis.log")));
        if (!sentinel) {
            lines.addAll(List.of("save \"\"", "appendonly no"));
        }
        lines.addAll(settings);
        List<String> command = new ArrayList<>();
        try {
            Path configuration = Files.write(folder.resolve("redis.conf"), lines);
            command.addAll(List.of(RedisProcesses.executable(), configuration.toString()));
            if (sentinel) {
                command.add("--sentinel");
            }
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(new File(folder.toFile(), "out.log")))
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        RedisProcesses.started(process);
        Awaitility.await("Redis on port " + port)
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .failFast("redis-server ended; see " + folder.resolve("redis.log"), () -> !isAlive())
                .until(() -> RedisProcesses.answers(port));
    }

    /** The loopback address. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port it listens on, the same all its lives long. */
    public int port() {
        return port;
    }

    /** The process, which {@link #restartEmpty()} replaces. */
    public synchronized long pid() {
        return present().pid();
    }

    /** Whether there is a process, be it a paused one. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As {@code kill -9}: returns when the process is gone. */
    public synchronized void kill() {
        try {
            present().destroyForcibly().waitFor();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    /** As {@code kill -STOP}: connections stay open and nobody answers. */
    public void pause() {
        RedisProcesses.signal("STOP", pid());
    }

    /** As {@code kill -CONT}: goes on where it was paused, with what clients sent meanwhile. */
    public void resume() {
        RedisProcesses.signal("CONT", pid());
    }

    /** Kills it, if it still runs, and starts one without data on the same port. */
    public synchronized void restartEmpty() {
        kill();
        start();
    }

    /** Runs commands on a connection of their own. */
    public <T> T call(Function<RedisCommands<String, String>, T> commands) {
        try (StatefulRedisConnection<String, String> connection = RedisProcesses.connect(port)) {
            return commands.apply(connection.sync());
        }
    }

    /** What Spring Boot needs to know of it. */
    public String[] properties() {
        return new String[] {"spring.data.redis.host=" + host(), "spring.data.redis.port=" + port};
    }

    /** A connection factory of its own, started; to be destroyed by the caller. */
    public LettuceConnectionFactory connectionFactory() {
        return connectionFactory(Duration.ofSeconds(10));
    }

    /** A connection factory of its own, started; to be destroyed by the caller. */
    public LettuceConnectionFactory connectionFactory(Duration commandTimeout) {
        return RedisProcesses.started(new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(host(), port), RedisProcesses.client(commandTimeout)));
    }

    /** A connection factory of its own, of this user, started; to be destroyed by the caller. */
    public LettuceConnectionFactory connectionFactory(String user, String password) {
        RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(host(), port);
        configuration.setUsername(user);
        configuration.setPassword(password);
        return RedisProcesses.started(
                new LettuceConnectionFactory(configuration, RedisProcesses.client(Duration.ofSeconds(10))));
    }

    /** Ends it for good. */
    @Override
    public synchronized void close() {
        kill();
    }

    private Process present() {
        if (process == null) {
            throw new IllegalStateException("Redis on port " + port + " was never started");
        }
        return process;
    }

    @Override
    public String toString() {
        return "Redis on port " + port;
    }
}
