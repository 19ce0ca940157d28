package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worker ids in memory change hands as those of the table do. */
class MemoryWorkerTableTests {

    private final MemoryWorkerTable table = new MemoryWorkerTable();

    @Test
    void aClaimSeesWhatIsThereAndIsThereAfterwards() {
        WorkerRow claimed = claim("me", 1);
        assertThat(table.find(0)).contains(claimed);
        assertThat(table.find(1)).isEmpty();
        assertThat(table.find(WorkerTable.TABLE_ROW)).isPresent();
        table.claim(rows -> {
            assertThat(rows.workers()).isEqualTo(List.of(claimed));
            return new WorkerTable.Choice(claimed, rows.table());
        });
    }

    @Test
    void onlyItsOwnerExtendsAWorkerId() {
        WorkerRow claimed = claim("me", 1);
        WorkerRow extended = new WorkerRow(0, "me", 1, 200, 300);
        assertThat(table.replace(claimed, extended)).isTrue();
        assertThat(table.find(0)).contains(extended);

        assertThat(table.replace(new WorkerRow(0, "you", 1, 0, 0), claimed)).isFalse();
        assertThat(table.replace(new WorkerRow(0, "me", 0, 0, 0), claimed)).isFalse();
        assertThat(table.replace(new WorkerRow(7, "me", 1, 0, 0), claimed)).isFalse();
        assertThat(table.find(0)).contains(extended);
    }

    @Test
    void oneThatWasGivenBackIsNobodys() {
        WorkerRow claimed = claim("me", 1);
        assertThat(table.replace(claimed, new WorkerRow(0, null, 1, 0, 100))).isTrue();
        assertThat(table.replace(claimed, claimed)).isFalse();
    }

    private WorkerRow claim(String owner, long fence) {
        return table.claim(rows -> new WorkerTable.Choice(new WorkerRow(0, owner, fence, 100, 100), rows.table()));
    }
}
