package io.leafboot.id.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link LeafStartupException} as description and action. */
final class LeafStartupFailureAnalyzer extends AbstractFailureAnalyzer<LeafStartupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LeafStartupException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
