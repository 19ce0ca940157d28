package io.leafboot.cache.test;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.FileSystemUtils;
import redis.embedded.core.ExecutableProvider;

/**
 * What servers share: the executable, folders, and their end. They are children of this JVM and are killed when it
 * exits. Should it be killed itself, a shell that holds the other end of a pipe notices and kills them.
 */
final class RedisProcesses {

    /** Reads process ids until the JVM has gone, one way or another, and kills those that are Redis still. */
    private static final String REAPER = """
            while read -r pid; do pids="$pids $pid"; done
            for pid in $pids; do
              case "$(ps -o comm= -p "$pid")" in redis-server*) kill -9 "$pid" ;; esac
            done
            rm -rf "$1"
            """;

    private static final Path ROOT = createRoot();
    private static final String EXECUTABLE = extractExecutable();
    private static final List<Process> PROCESSES = new ArrayList<>();
    private static final Writer REAPED = startReaper();

    private static final ClientResources RESOURCES = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();

    private static final RedisClient CLIENT = RedisClient.create(RESOURCES);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RedisProcesses::killAll, "redis-servers-end"));
    }

    private RedisProcesses() {}

    static String executable() {
        return EXECUTABLE;
    }

    static Path folder(String name) {
        try {
            return Files.createDirectories(ROOT.resolve(name));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return "+PONG".equals(answer);
        } catch (IOException ex) {
            return false;
        }
    }

    static void started(Process process) {
        synchronized (PROCESSES) {
            PROCESSES.removeIf(other -> !other.isAlive());
            PROCESSES.add(process);
            try {
                REAPED.write(process.pid() + "\n");
                REAPED.flush();
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }

    static void signal(String name, long pid) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " ended with " + exit);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    static StatefulRedisConnection<String, String> connect(int port) {
        return CLIENT.connect(uri(port));
    }

    static RedisClient client() {
        return CLIENT;
    }

    static RedisURI uri(int port) {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(10))
                .build();
    }

    static LettuceClientConfiguration client(Duration commandTimeout) {
        return LettuceClientConfiguration.builder()
                .clientResources(RESOURCES)
                .clientOptions(ClientOptions.create())
                .commandTimeout(commandTimeout)
                .shutdownTimeout(Duration.ZERO)
                .shutdownQuietPeriod(Duration.ZERO)
                .build();
    }

    static LettuceConnectionFactory started(LettuceConnectionFactory factory) {
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static Path createRoot() {
        try {
            return Files.createTempDirectory("redis-servers-");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static String extractExecutable() {
        try {
            return ExecutableProvider.newJarResourceProvider(ROOT.toFile())
                    .get()
                    .getAbsolutePath();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Writer startReaper() {
        try {
            return new ProcessBuilder("sh", "-c", REAPER, "reaper", ROOT.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .outputWriter(StandardCharsets.US_ASCII);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void killAll() {
        synchronized (PROCESSES) {
            PROCESSES.forEach(Process::destroyForcibly);
        }
        try {
            FileSystemUtils.deleteRecursively(ROOT);
        } catch (IOException ex) {
            ROOT.toFile().deleteOnExit(); // the shell deletes it
        }
    }
}
