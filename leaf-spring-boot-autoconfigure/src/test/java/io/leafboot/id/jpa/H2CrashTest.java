package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.segment.SegmentClaim;
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
        String url = "jdbc:h2:file:" + folder.resolve("ids");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClaimAndDie.class.getName(),
                        url)
                .inheritIO()
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ClaimAndDie.DIED_WITH_CLAIM);

        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery("SELECT max_id FROM leaf_alloc")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(2_000);
        }
    }

    /** Claims two segments and is gone at once, as after {@code kill -9}: no hook runs, no file is closed. */
    static final class ClaimAndDie {

        static final int DIED_WITH_CLAIM = 17;

        public static void main(String[] arguments) {
            LeafInstance instance =
                    LeafInstance.start(new TestDatabase(arguments[0], "", ""), "leaf.tags.order.step=1000");
            instance.allocator.claim(new SegmentRequest("order", 1_000, 1_000, 1_000));
            SegmentClaim claim = instance.allocator.claim(new SegmentRequest("order", 1_000, 1_000, 1_000));
            Runtime.getRuntime().halt(claim.last() == 2_000 ? DIED_WITH_CLAIM : 1);
        }
    }
}
