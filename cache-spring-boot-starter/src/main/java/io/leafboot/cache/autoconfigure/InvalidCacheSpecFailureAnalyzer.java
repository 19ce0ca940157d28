package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.InvalidCacheSpecException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns a cache that cannot be made into a sentence and what to do. */
final class InvalidCacheSpecFailureAnalyzer extends AbstractFailureAnalyzer<InvalidCacheSpecException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidCacheSpecException cause) {
        return new FailureAnalysis(cause.problem(), cause.fix(), cause);
    }
}
