package io.leafboot.samples.idservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the log. */
class LogFileTests {

    private static final Logger LOG = LoggerFactory.getLogger(LogFileTests.class);

    @TempDir
    private Path folder;

    @Test
    void aNewDayBeginsANewLogAndCompressesTheOld() throws IOException {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("id-service.log");
        Files.writeString(log, "yesterday's line\n");
        Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
        Files.setLastModifiedTime(log, FileTime.from(yesterday));

        RunningService service = RunningService.start(folder);
        try (service) {
            Path old = log.resolveSibling(
                    "id-service.log." + LocalDate.ofInstant(yesterday, ZoneId.systemDefault()) + ".0.gz");
            await().until(() -> Files.exists(old) && unzipped(old).equals("yesterday's line\n"));
            assertThat(log).content().contains("Tomcat started").doesNotContain("yesterday");
        }
    }

    @Test
    void aLogThatIsFullIsCompressedAndAllOfThemTogetherStayBelowTheirCap() throws IOException {
        long cap = 12_288;
        RunningService service = RunningService.start(
                folder,
                "--logging.logback.rollingpolicy.max-file-size=20KB",
                "--logging.logback.rollingpolicy.total-size-cap=" + cap + "B");
        try (service) {
            Set<Path> seen = new HashSet<>();
            // One after the other: Logback does not tell which of two archives of one millisecond is the older.
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        logLines(20);
                        seen.addAll(archives());
                        return seen.size() >= 8;
                    });

            // The archive that came last counts when the next one comes.
            await().ignoreExceptionsInstanceOf(NoSuchFileException.class)
                    .untilAsserted(() -> assertThat(size(archives())).isBetween(1L, cap + 10_240));
            assertThat(archives())
                    .hasSizeLessThan(seen.size())
                    .allSatisfy(archive -> assertThat(unzipped(archive)).contains("of many"));
        }
    }

    private static void logLines(int count) {
        for (int line = 0; line < count; line++) {
            LOG.info("Line {} of many, {}", line, UUID.randomUUID()); // which does not compress well
        }
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            return files.filter(file -> file.toString().endsWith(".gz")).toList();
        }
    }

    private static long size(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    private static String unzipped(Path file) throws IOException {
        try (InputStream content = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
