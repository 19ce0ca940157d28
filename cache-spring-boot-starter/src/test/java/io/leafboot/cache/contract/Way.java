package io.leafboot.cache.contract;

import io.leafboot.cache.NamedCache;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** A way to ask a cache for a value that is loaded if there is none. */
enum Way {
    CALLABLE((cache, loads, key) -> cache.get(key, loads::read)),
    RETRIEVE((cache, loads, key) -> cache.retrieve(key, loads::readLater).get(40, TimeUnit.SECONDS)),
    PLAIN((cache, loads, key) -> loads.plain(key)),
    SYNC((cache, loads, key) -> loads.sync(key)),
    OPTIONAL((cache, loads, key) -> loads.optional(key).orElse(null)),
    OPTIONAL_IN_SYNC((cache, loads, key) -> loads.optionalInSync(key).orElse(null)),
    FUTURE((cache, loads, key) -> loads.future(key).get(40, TimeUnit.SECONDS)),
    FUTURE_IN_SYNC((cache, loads, key) -> loads.futureInSync(key).get(40, TimeUnit.SECONDS)),
    MONO((cache, loads, key) -> loads.mono(key).toFuture().get(40, TimeUnit.SECONDS)),
    MONO_IN_SYNC((cache, loads, key) -> loads.monoInSync(key).toFuture().get(40, TimeUnit.SECONDS)),
    FLUX((cache, loads, key) -> onlyOf(loads.flux(key).collectList().toFuture().get(40, TimeUnit.SECONDS))),
    FLUX_IN_SYNC((cache, loads, key) ->
            onlyOf(loads.fluxInSync(key).collectList().toFuture().get(40, TimeUnit.SECONDS))),
    TWO_CACHES((cache, loads, key) -> loads.inTwoCaches(key)),
    TWO_OPERATIONS((cache, loads, key) -> loads.byTwoOperations(key)),
    BESIDE_AN_EVICT_OF_ANOTHER((cache, loads, key) -> loads.andEvictOfAnother(key));

    private final Call call;

    Way(Call call) {
        this.call = call;
    }

    private interface Call {

        @Nullable
        String of(NamedCache cache, Loads loads, String key) throws Exception;
    }

    private static @Nullable String onlyOf(List<String> values) {
        return values.isEmpty() ? null : values.get(0);
    }

    /** Whether the caller's thread runs the load. */
    boolean blocks() {
        return this == CALLABLE || this == PLAIN || this == SYNC || this == OPTIONAL || this == OPTIONAL_IN_SYNC;
    }

    boolean isFlux() {
        return this == FLUX || this == FLUX_IN_SYNC;
    }

    /** The value; throws what the source threw, or the cache in its place. */
    @Nullable
    String ask(NamedCache cache, Loads loads, String key) throws Exception {
        try {
            return call.of(cache, loads, key);
        } catch (ExecutionException | CompletionException | Cache.ValueRetrievalException ex) {
            Throwable cause = ex;
            while (cause.getCause() != null
                    && (cause instanceof ExecutionException
                            || cause instanceof CompletionException
                            || cause instanceof Cache.ValueRetrievalException)) {
                cause = cause.getCause();
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : ex;
        }
    }
}
