package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.processes.Fleet.Child;
import io.leafboot.id.segment.Ordering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all processes of a fleet drew, held against the rows and against what they reported. To be made when all have
 * ended.
 */
final class Accounts {

    /** One tag over all processes. */
    private record Account(String tag, long maxId, Census census, Report reported) {

        long lost() {
            return maxId - census.recorded();
        }
    }

    private final Fleet fleet;

    private final List<Account> accounts = new ArrayList<>();

    Accounts(Fleet fleet, Database database) {
        this.fleet = fleet;
        List<Path> directories =
                fleet.all().stream().map(child -> child.directory).toList();
        for (String tag : Tags.NAMES) {
            Report reported = fleet.all().stream()
                    .map(child -> child.report().getOrDefault(tag, Report.NONE))
                    .reduce(Report.NONE, Report::plus);
            accounts.add(new Account(tag, database.maxId(tag), Census.of(tag, directories), reported));
        }
    }

    /** Returns how many ids were noted by all processes. */
    long ids() {
        return accounts.stream().mapToLong(a -> a.census().recorded()).sum();
    }

    /** No id twice, none above its row, and per thread of a strict process only rising ones. */
    Accounts assertNeverTwice() {
        for (Account account : accounts) {
            assertThat(account.census().repeated())
                    .as("ids of '%s' noted twice", account.tag())
                    .isEmpty();
            assertThat(account.census().highest())
                    .as("highest id of '%s' against its row", account.tag())
                    .isLessThanOrEqualTo(account.maxId());
            for (Child child : fleet.all()) {
                if (child.ordering == Ordering.STRICT) {
                    assertThat(Census.fallingRuns(account.tag(), child.directory))
                            .isEmpty();
                }
            }
        }
        return this;
    }

    /** What a process that ended in order says it issued is what it noted, and nothing is left in its memory. */
    Accounts assertReportsTrue() {
        for (Child child : fleet.all()) {
            child.report().forEach((tag, report) -> {
                assertThat(report.issued())
                        .as("issued by %s of '%s'", child, tag)
                        .isEqualTo(Census.of(tag, List.of(child.directory)).recorded());
                assertThat(report.remaining()).as("left in %s", child).isZero();
                if (!child.returnUnused) {
                    assertThat(report.returned()).as("returned by %s", child).isZero();
                }
            });
        }
        return this;
    }

    Accounts assertNoRegression() {
        for (Account account : accounts) {
            assertThat(account.reported().regressions()).as(account.tag()).isZero();
        }
        return this;
    }

    /** Without kills and outages: what was claimed was issued, wasted by the meter, or returned, to the last id. */
    Accounts assertExact() {
        for (Account account : accounts) {
            // The row is what was claimed less what was returned.
            assertThat(account.reported().issued() + account.reported().wasted())
                    .as("issued and wasted of '%s', against its row", account.tag())
                    .isEqualTo(account.maxId());
            assertThat(account.lost())
                    .as("lost of '%s'", account.tag())
                    .isEqualTo(account.reported().wasted());
        }
        return this;
    }

    /** Nothing is lost but what the meters say, what the killed held, and claims whose answer a dying server kept. */
    Accounts assertLossesExplained() {
        for (Account account : accounts) {
            assertThat(account.lost())
                    .as("lost of '%s'", account.tag())
                    .isBetween(0L, account.reported().wasted() + unmetered());
        }
        return this;
    }

    /** With services that are killed: as above, and the claim that each client gave up when it ended. */
    Accounts assertLossesOfClientsExplained() {
        long givenUp = (long) (fleet.all().size() - fleet.kills()) * Tags.MAX_STEP;
        for (Account account : accounts) {
            assertThat(account.lost())
                    .as("lost of '%s'", account.tag())
                    .isBetween(0L, account.reported().wasted() + unmetered() + givenUp);
        }
        return this;
    }

    /** The most ids of one tag that may be gone without a meter. */
    private long unmetered() {
        // The current segment, the next one, a claim under way, stripes, and each thread's call that just returned.
        long held = 3L * Tags.MAX_STEP + Tags.MAX_STEP / 16 + 64 + (long) Fleet.THREADS * Tags.LONGEST_DRAW;
        return fleet.kills() * held + fleet.claimsInOutages() / Tags.NAMES.size() * Tags.MAX_STEP;
    }

    String summary(long startNanos) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%,d ids by %d processes, %d of them killed; %d outages of the database; %.1f s.",
                ids(), fleet.all().size(), fleet.kills(), fleet.outages(), (System.nanoTime() - startNanos) / 1e9));
        for (Account account : accounts) {
            text.append(String.format(
                    " %s: row %,d, lost %,d (metered as wasted %,d, at most unmetered %,d), returned %,d, claims of those"
                            + " that ended in order %,d, failed %,d.",
                    account.tag(),
                    account.maxId(),
                    account.lost(),
                    account.reported().wasted(),
                    unmetered(),
                    account.reported().returned(),
                    account.reported().claims(),
                    account.reported().failedClaims()));
        }
        return text.toString();
    }
}
