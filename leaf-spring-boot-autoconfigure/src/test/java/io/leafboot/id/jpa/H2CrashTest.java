package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** H2 writes commits late unless it is told otherwise; a claim must not be lost with the process for that. */
@Timeout(120)
class H2CrashTest {

    @TempDir
    Path folder;

    @Test
    void aClaimOutlivesTheProcessThatMadeIt() throws Exception {
        assertThat(maxIdAfterDeath("claim")).isEqualTo(2_000);
    }

    @Test
    void soDoesAnAdvance() throws Exception {
        assertThat(maxIdAfterDeath("advance")).isEqualTo(5_000);
    }

    private long maxIdAfterDeath(String last) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("ids");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        url,
                        last)
                .inheritIO()
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(Dying.DIED_AS_TOLD);

        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery("SELECT max_id FROM leaf_alloc")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    /** Claims two segments, or one and advances, and is gone at once, as after {@code kill -9}: no hook, no file closed. */
    static final class Dying {

        static final int DIED_AS_TOLD = 17;

        public static void main(String[] arguments) {
            LeafInstance instance =
                    LeafInstance.start(new TestDatabase(arguments[0], "", ""), "leaf.tags.order.step=1000");
            SegmentRequest request = new SegmentRequest("order", 1_000, 1_000, 1_000);
            instance.allocator.claim(request);
            boolean done = arguments[1].equals("advance")
                    ? instance.tags.advance("order", 5_000) == 5_000
                    : instance.allocator.claim(request).last() == 2_000;
            Runtime.getRuntime().halt(done ? DIED_AS_TOLD : 1);
        }
    }
}
