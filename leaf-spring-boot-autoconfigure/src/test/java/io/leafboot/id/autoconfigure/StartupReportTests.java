package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What somebody reads whose application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

    @Test
    void anErrorOfOursIsShownAsDescriptionAndAction(CapturedOutput output) {
        start("--leaf.max-batch=0");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Description:", "leaf.max-batch is 0; allowed is from 1 to 10000000.")
                .contains("Action:", "Change the value in the application's configuration.")
                .doesNotContain("\tat io.leafboot");
    }

    @ParameterizedTest
    @CsvSource({
        "--leaf.steps=10,             leaf.steps",
        "--leaf.tags.order.stpe=10,   leaf.tags.order.stpe",
        "--leaf.datasource.uri=x,     leaf.datasource.uri"
    })
    void anUnknownNameIsShown(String argument, String name, CapturedOutput output) {
        start(argument);
        assertThat(output).contains("APPLICATION FAILED TO START", name, "were left unbound");
    }

    @Test
    void anUnknownValueIsShownWithThoseThatExist(CapturedOutput output) {
        start("--leaf.ordering=sorted");
        assertThat(output).contains("APPLICATION FAILED TO START", "leaf.ordering", "\"sorted\"", "STRICT", "STRIPED");
    }

    private static void start(String argument) {
        assertThatThrownBy(() ->
                        Bare.start(new String[] {"--spring.datasource.url=" + LeafRunner.newDatabase(), argument}))
                .isNotNull();
    }
}
