package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.processes.Fleet.Child;
import io.leafboot.id.processes.Progress.Counter;
import io.leafboot.id.segment.Ordering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes draw from rows that go back under them, as after a restore. */
@Timeout(300)
class RowRewindTests {

    @TempDir
    Path folder;

    @Test
    void eachProcessStopsIssuingUntilTheRowIsAheadOfAllOfThem() throws Exception {
        try (Database database = Database.postgres(folder);
                Fleet fleet = new Fleet(folder, database, 1)) {
            List<Child> children = List.of(
                    fleet.start(Ordering.STRICT, false),
                    fleet.start(Ordering.STRIPED, false),
                    fleet.start(Ordering.STRICT, true));
            fleet.awaitReady();
            fleet.awaitFreshSegments();

            fleet.expectQuarantine();
            Tags.NAMES.forEach(tag -> database.setMaxId(tag, 0));
            // Each thread: one that was refused has noted all that it was given before.
            fleet.awaitEachThread(Counter.QUARANTINED);
            long drawn = fleet.drawn();
            fleet.awaitEach(Counter.QUARANTINED);
            assertThat(fleet.drawn()).as("nothing is issued in quarantine").isEqualTo(drawn);

            children.forEach(child -> child.command("report quarantined"));
            fleet.awaitThat("reports", () -> children.stream().allMatch(child -> Files.exists(quarantined(child))));
            for (String tag : Tags.NAMES) {
                // What an operator does: the highest id of all instances, told to each of them.
                long highest = children.stream()
                        .map(child -> Report.read(quarantined(child)).get(tag))
                        .peek(report -> assertThat(report.regressions()).isEqualTo(1))
                        .mapToLong(Report::highest)
                        .max()
                        .orElseThrow();
                assertThat(database.maxId(tag)).isLessThan(highest);
                children.forEach(child -> child.command("advance " + tag + " " + highest));
            }
            fleet.awaitFreshSegments();
            fleet.end(children);

            new Accounts(fleet, database).assertNeverTwice().assertReportsTrue();
        }
    }

    private static Path quarantined(Child child) {
        return child.directory.resolve("quarantined");
    }
}
