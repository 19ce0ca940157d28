package io.leafboot.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** That a value cannot be written is said once for its class. */
@ExtendWith(OutputCaptureExtension.class)
class UnwritableValuesTests {

    private final UnwritableValues unwritable = new UnwritableValues("orders");

    @Test
    void complainsOnceOfAClass(CapturedOutput output) {
        unwritable.complain("first", new IllegalStateException("it is no use"));
        unwritable.complain("second", new IllegalStateException("it is no use"));
        unwritable.complain(1, new IllegalStateException("it is a number"));
        unwritable.complain(null, new IllegalStateException("it is nothing"));
        unwritable.complain(null, new IllegalStateException("it is nothing"));

        assertThat(output.toString().split("A value in cache 'orders' cannot be written and is not kept", -1))
                .hasSize(1 + 3);
        assertThat(output).containsOnlyOnce("it is no use").containsOnlyOnce("it is nothing");
    }
}
