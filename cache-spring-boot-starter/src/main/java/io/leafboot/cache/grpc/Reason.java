package io.leafboot.cache.grpc;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.access.AccessRefusedException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache.ValueRetrievalException;

/** What a caller is told of a call that came to nothing. What a store or a source says of itself stays in the log. */
final class Reason {

    private static final Logger log = LoggerFactory.getLogger(Reason.class);

    private static final int LONGEST_NAME = 100;

    private Reason() {}

    static String of(RuntimeException failure, String group) {
        if (failure instanceof AccessRefusedException refusal) {
            return refusal.kind() == Kind.UNKNOWN_CACHE ? "no such group: " + shortened(group) : refusal.getMessage();
        }
        // What was thrown in a load comes in an exception of Spring's.
        Throwable cause =
                failure instanceof ValueRetrievalException && failure.getCause() != null ? failure.getCause() : failure;
        String reason;
        if (cause instanceof CacheStoreException) {
            reason = "The store of this cache does not answer now.";
        } else if (cause instanceof CacheLoadTimeoutException) {
            reason = "The source of this cache did not answer in time.";
        } else if (failure instanceof ValueRetrievalException || cause instanceof CacheLoadException) {
            reason = "The source of this cache gave no value.";
        } else if (cause instanceof CacheWriteException) {
            reason = "The source of this cache did not take the value.";
        } else {
            log.error("A call to a cache over gRPC failed in an unexpected way.", failure);
            return "The call failed; the log says why.";
        }
        log.debug("A call to a cache over gRPC: {}", reason, failure);
        return reason;
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }
}
