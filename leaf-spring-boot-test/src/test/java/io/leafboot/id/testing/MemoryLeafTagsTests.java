package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leafboot.id.LeafTag;
import io.leafboot.id.UnknownTagException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rows in memory are asked and changed as those of the table are. */
class MemoryLeafTagsTests {

    private final MemoryLeafTags tags = new MemoryLeafTags(new MemoryRows(name -> null), 10, 1_000, () -> null);

    @Test
    void aTagIsCreatedOnceFoundChangedAndDeleted() {
        assertThat(tags.create("order", 20, "Orders", 5)).isTrue();
        assertThat(tags.create("order", 30, null, 9)).isFalse();
        assertThat(tags.create("invoice")).isTrue();
        assertThat(tags.list())
                .containsExactly(new LeafTag("invoice", 0, 10, null), new LeafTag("order", 4, 20, "Orders"));

        tags.changeStep("order", 40);
        tags.changeDescription("order", null);
        assertThat(tags.find("order")).contains(new LeafTag("order", 4, 40, null));

        assertThat(tags.delete("order")).isTrue();
        assertThat(tags.delete("order")).isFalse();
        assertThat(tags.find("order")).isEmpty();
    }

    @Test
    void aRowIsAdvancedAndNeverTakenBack() {
        tags.create("order");
        assertThat(tags.advance("order", 100)).isEqualTo(100);
        assertThat(tags.advance("order", 7)).isEqualTo(100);
    }

    @Test
    void whatIsNotThereIsUnknown() {
        assertUnknown(() -> tags.changeStep("nobody", 5));
        assertUnknown(() -> tags.changeDescription("nobody", "text"));
        assertUnknown(() -> tags.advance("nobody", 5));
    }

    @Test
    void whatTheTableWouldRefuseIsRefused() {
        tags.create("order");
        assertRefused(() -> tags.find(null), "A tag has");
        assertRefused(() -> tags.find(" "), "A tag has");
        assertRefused(() -> tags.create("x".repeat(129)), "A tag has");
        assertRefused(() -> tags.changeStep("order", 0), "The step is 0");
        assertRefused(() -> tags.changeStep("order", 1_001), "The step is 1001");
        assertRefused(() -> tags.create("new", 10, null, 0), "The first id is 0");
        assertRefused(() -> tags.create("new", 10, null, Long.MAX_VALUE), "The first id is");
        assertRefused(() -> tags.advance("order", -1), "The id to advance to is -1");
        assertRefused(() -> tags.advance("order", Long.MAX_VALUE), "The id to advance to is");
        assertRefused(() -> tags.changeDescription("order", "x".repeat(257)), "A description has");
        assertThat(tags.list()).containsExactly(new LeafTag("order", 0, 10, null));
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(UnknownTagException.class).isThrownBy(call);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
