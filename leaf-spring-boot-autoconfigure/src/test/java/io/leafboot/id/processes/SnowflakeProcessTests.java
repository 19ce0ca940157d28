package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.snowflake.SnowflakeLayout;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share two worker ids on one PostgreSQL: stopped by a signal, taken over, continued, killed. */
@Tag("slow")
@Timeout(300)
class SnowflakeProcessTests {

    private static final SnowflakeLayout LAYOUT = new SnowflakeLayout(Instant.parse("2024-01-01T00:00:00Z"), 1, 12);

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabases.POSTGRESQL.create();

    private final List<Child> children = new ArrayList<>();

    private record Child(Process process, Path ids, Path log) {

        long[] drawn() {
            if (!Files.exists(ids)) {
                return new long[0];
            }
            LongStream.Builder all = LongStream.builder();
            IdLog.read(ids, (first, last) -> LongStream.rangeClosed(first, last).forEach(all));
            return all.build().toArray();
        }

        void signal(String name) throws IOException, InterruptedException {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        }
    }

    private Child start() throws IOException {
        int number = children.size();
        Path ids = folder.resolve("ids-" + number);
        Path log = folder.resolve("log-" + number);
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        SnowflakeDrawer.class.getName(),
                        ids.toString(),
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.main.banner-mode=off",
                        "--spring.main.web-application-type=none",
                        "--leaf.tags.event.type=snowflake",
                        "--leaf.snowflake.worker-bits=1",
                        "--leaf.snowflake.lease=5s",
                        "--leaf.acquire-timeout=200ms")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", tests.replace(':', File.pathSeparatorChar));
        Child child = new Child(builder.start(), ids, log);
        children.add(child);
        return child;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Child child : children) {
            child.process.destroyForcibly().waitFor();
        }
    }

    private static void awaitDrawing(Child child) {
        int before = child.drawn().length;
        await("ids of " + child.log.getFileName()).atMost(PATIENCE).until(() -> child.drawn().length > before + 500);
    }

    private String owner(int worker) {
        return database.query("SELECT owner FROM leaf_worker WHERE worker_id = " + worker)
                .get(0);
    }

    private void awaitOwner(int worker, Child child) {
        await().atMost(PATIENCE).until(() -> owner(worker).startsWith(child.process.pid() + "@"));
    }

    @Test
    void aStoppedProcessIsTakenOverAndComesBackAndNoIdIsIssuedTwice() throws Exception {
        Assumptions.assumeTrue(new File("/bin/kill").exists() || new File("/usr/bin/kill").exists(), "no kill");
        Child first = start();
        awaitDrawing(first);
        int contested = owner(0).startsWith(first.process.pid() + "@") ? 0 : 1;
        Child second = start();
        awaitDrawing(second);

        first.signal("STOP");
        Child third = startUntilLeased();
        awaitOwner(contested, third);
        awaitDrawing(third);

        // Both worker ids are held, so the first gets none when it wakes up, however often it asks.
        first.signal("CONT");
        await().atMost(PATIENCE).until(() -> Files.readString(first.log).contains("went to another instance"));
        int atWakeUp = first.drawn().length;
        awaitDrawing(third);
        awaitDrawing(second);
        assertThat(first.drawn()).hasSize(atWakeUp);

        second.process.destroyForcibly().waitFor(); // kill -9: its worker id is free a lease later
        awaitOwner(1 - contested, first);
        awaitDrawing(first);
        awaitDrawing(third);
        first.signal("STOP");
        third.process.destroyForcibly().waitFor();
        first.signal("CONT");
        awaitDrawing(first);
        end();

        long[] all = children.stream()
                .flatMapToLong(child -> Arrays.stream(child.drawn()))
                .sorted()
                .toArray();
        assertThat(LongStream.of(all).distinct().count()).isEqualTo(all.length);
        assertThat(all.length).isGreaterThan(4_000);
        for (Child child : children) {
            assertThat(child.drawn()).isSorted();
        }
        assertThat(LongStream.of(first.drawn()).map(LAYOUT::worker).distinct().count())
                .isEqualTo(2);
    }

    /** While the stopped one's lease lasts, a third is refused at its start, as it should be. */
    private Child startUntilLeased() throws Exception {
        while (true) {
            Child child = start();
            await().atMost(PATIENCE).until(() -> !child.process.isAlive() || child.drawn().length > 0);
            if (child.process.isAlive()) {
                return child;
            }
            assertThat(Files.readString(child.log)).contains("All 2 worker ids are held");
        }
    }
}
