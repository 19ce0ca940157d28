package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A value out of range stops the application; setting and value are named. */
class PropertyRangeTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf.table-name                   | ids;drop table x | 48 letters, digits and underscores",
                "leaf.table-name                   | 1st              | no digit first",
                "leaf.default-step                 | 0                | from 1 to 1000000",
                "leaf.default-step                 | 1000001          | from 1 to 1000000",
                "leaf.min-step                     | 0                | from 1 to 100000000",
                "leaf.min-step                     | 1000001          | at most max-step, which is 1000000",
                "leaf.max-step                     | 100000001        | from 1 to 100000000",
                "leaf.step-adjust-ratio            | 1.0              | above 1.0 and at most 10.0",
                "leaf.segment-duration             | 10ms             | from 1s to 8760h",
                "leaf.preload-threshold            | 1.0              | above 0.0 and below 1.0",
                "leaf.outage-budget                | -1s              | from 0s to 8760h",
                "leaf.acquire-timeout              | 0ms              | from 0.001s to 8760h",
                "leaf.claim-timeout                | 50ms             | from 100ms to 10m",
                "leaf.claim-timeout                | 601000ms             | from 100ms to 10m",
                "leaf.cleanup-interval             | 0s               | from 0.001s to 8760h",
                "leaf.max-batch                    | 0                | from 1 to 10000000",
                "leaf.datasource.maximum-pool-size | 0                | from 1 to 64",
                "leaf.datasource.maximum-pool-size | 65               | from 1 to 64"
            })
    void aSettingOutOfRange(String setting, String value, String allowed) {
        String shown = value.equals("0ms") ? "0s" : value.equals("10ms") ? "0.01s" : value;
        FailureAnalysis analysis = analyze(setting + "=" + value);
        assertThat(analysis.getDescription())
                .startsWith(setting + " is " + shown)
                .contains("allowed is")
                .contains(allowed);
        assertThat(analysis.getAction()).contains("Change the value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf.tags.order.step=0                    | leaf.tags.order        | step 0",
                "leaf.tags.order.step=-5                   | leaf.tags.order        | step -5",
                "leaf.tags.order.step=1000001              | leaf.tags.order        | leaf.max-step, which is 1000000",
                "leaf.tags.order.start=0                   | leaf.tags.order        | first id 0",
                "leaf.tags.order.start=9223372036854775807 | leaf.tags.order        | first id 9223372036854775807",
                "leaf.tags.[ ].step=10                     | leaf.tags              | not blank"
            })
    void aTagThatCannotBeCreated(String entry, String named, String problem) {
        FailureAnalysis analysis = analyze(entry);
        assertThat(analysis.getDescription()).startsWith(named).contains(problem);
        assertThat(analysis.getAction()).isEqualTo("Correct the entry.");
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 10_000})
    void aDescriptionThatIsTooLong(int length) {
        FailureAnalysis analysis = analyze("leaf.tags.order.description=" + "x".repeat(length));
        assertThat(analysis.getDescription())
                .startsWith("leaf.tags.order is not valid")
                .contains("description of " + length + " characters", "up to 256");
    }

    private static FailureAnalysis analyze(String property) {
        return FailedStart.of(LeafRunner.onNewDatabase().withPropertyValues(property));
    }
}
