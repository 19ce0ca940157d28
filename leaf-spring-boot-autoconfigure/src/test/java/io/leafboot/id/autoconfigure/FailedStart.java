package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application that does not start, and what it says. */
final class FailedStart {

    private FailedStart() {}

    static FailureAnalysis of(ApplicationContextRunner runner) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        fails(runner, said -> analysis[0] = said);
        return analysis[0];
    }

    static void fails(ApplicationContextRunner runner, Consumer<FailureAnalysis> expectation) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = new LeafStartupFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis)
                    .as("analysis of %s", context.getStartupFailure())
                    .isNotNull();
            expectation.accept(analysis);
        });
    }
}
