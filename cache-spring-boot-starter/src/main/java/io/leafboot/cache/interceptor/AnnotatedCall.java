package io.leafboot.cache.interceptor;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingCache;
import io.leafboot.cache.loading.MethodCall;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker;

/**
 * One call of an annotated method, in the place of the one that Spring invokes on a miss: it has the cache that missed load
 * through the method, so that the cache can wait for others, answer an old value, or let the call go on without it.
 *
 * <p>Spring may invoke it again after a fault, if an error handler of the application swallows faults. The method is not
 * called again: what the first invocation gave is given again.
 */
final class AnnotatedCall implements CacheOperationInvoker {

    private final CacheOperationInvoker method;
    private final ReturnShape shape;
    /** Whether the method must be called whatever the caches hold, since its value is put as well. */
    private boolean puts;
    /** Whether the cache asks for the value, and not Spring after a miss. */
    private boolean sync;

    private volatile @Nullable Miss missed;
    private volatile @Nullable Outcome outcome;
    /** Whether the method itself was called: else what is given is another's, and older than what other caches asked for. */
    private volatile boolean called;
    /** What the method itself threw. */
    private volatile @Nullable Throwable thrown;
    /** Whether an old value was answered, because there is no new one yet. */
    private volatile boolean old;

    AnnotatedCall(CacheOperationInvoker method, ReturnShape shape) {
        this.method = () -> {
            called = true;
            try {
                return method.invoke();
            } catch (ThrowableWrapper ex) {
                thrown = ex.getOriginal();
                throw ex;
            }
        };
        this.shape = shape;
    }

    private record Outcome(@Nullable Object value, @Nullable ThrowableWrapper failure) {}

    void puts() {
        puts = true;
    }

    void inSync() {
        sync = true;
    }

    private record Miss(LoadingCache cache, Predicate<@Nullable Object> keeps) {}

    /** The call, for the caches of one of its operations, which says what is to be kept of what the method gives. */
    MethodCall ofOperation(Predicate<@Nullable Object> keeps) {
        return new MethodCall() {
            @Override
            public boolean missed(LoadingCache cache) {
                if (puts || missed != null || shape == ReturnShape.OTHER) {
                    return false;
                }
                missed = new Miss(cache, keeps);
                return true;
            }

            @Override
            public @Nullable Load refresh() {
                return puts || shape == ReturnShape.OTHER ? null : shape.load(method, keeps);
            }

            @Override
            public void answeredOld() {
                old = true;
            }

            @Override
            public boolean isOld() {
                return old || !called;
            }
        };
    }

    @Override
    public @Nullable Object invoke() throws ThrowableWrapper {
        Miss miss = missed;
        if (miss == null && !sync) {
            return method.invoke();
        }
        Outcome known = outcome;
        if (known == null) {
            known = miss == null
                    ? outcomeOf(method::invoke)
                    : outcomeOf(() -> shape.through(miss.cache(), method, miss.keeps()));
            outcome = known;
        }
        if (known.failure() != null) {
            throw known.failure();
        }
        return known.value();
    }

    private Outcome outcomeOf(Callable<@Nullable Object> work) {
        try {
            return new Outcome(work.call(), null);
        } catch (ThrowableWrapper ex) {
            return new Outcome(null, ex);
        } catch (InterruptedException ex) {
            return new Outcome(null, new ThrowableWrapper(ex == thrown ? ex : interrupted(ex)));
        } catch (Exception ex) {
            return new Outcome(null, new ThrowableWrapper(ex));
        }
    }

    /** The caller was interrupted while it waited, of which the method's signature knows nothing. */
    private static CacheLoadException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CacheLoadException("Interrupted while waiting for a value that is being loaded", cause);
    }
}
