package io.leafboot.cache.contract;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Methods of every shape over one source, which a test makes slow, broken or empty. */
class Loads {

    static final String CACHE = "loads";
    static final String OTHER = "more-loads";

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "source");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicInteger calls = new AtomicInteger();
    private volatile Callable<@Nullable String> source = () -> null;

    /** Has the source give this from now on, and counts from zero. */
    void give(Callable<@Nullable String> next) {
        source = next;
        calls.set(0);
    }

    /** How often it was asked. */
    int calls() {
        return calls.get();
    }

    @Nullable
    String read() throws Exception {
        calls.incrementAndGet();
        return source.call();
    }

    CompletableFuture<@Nullable String> readLater() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return read();
                    } catch (Exception ex) {
                        throw new CompletionException(ex);
                    }
                },
                THREADS);
    }

    private Mono<String> readReactively() {
        return Mono.fromFuture(this::readLater);
    }

    @Cacheable(CACHE)
    public @Nullable String plain(String key) throws Exception {
        return read();
    }

    @Cacheable(cacheNames = CACHE, sync = true)
    public @Nullable String sync(String key) throws Exception {
        return read();
    }

    @Cacheable(CACHE)
    public Optional<String> optional(String key) throws Exception {
        return Optional.ofNullable(read());
    }

    @Cacheable(cacheNames = CACHE, sync = true)
    public Optional<String> optionalInSync(String key) throws Exception {
        return Optional.ofNullable(read());
    }

    @Cacheable(CACHE)
    public CompletableFuture<@Nullable String> future(String key) {
        return readLater();
    }

    @Cacheable(cacheNames = CACHE, sync = true)
    public CompletableFuture<@Nullable String> futureInSync(String key) {
        return readLater();
    }

    @Cacheable(CACHE)
    public Mono<String> mono(String key) {
        return readReactively();
    }

    @Cacheable(cacheNames = CACHE, sync = true)
    public Mono<String> monoInSync(String key) {
        return readReactively();
    }

    @Cacheable(CACHE)
    public Flux<String> flux(String key) {
        return readReactively().flux();
    }

    @Cacheable(cacheNames = CACHE, sync = true)
    public Flux<String> fluxInSync(String key) {
        return readReactively().flux();
    }

    @Cacheable(cacheNames = {CACHE, OTHER})
    public @Nullable String inTwoCaches(String key) throws Exception {
        return read();
    }

    @Caching(cacheable = {@Cacheable(CACHE), @Cacheable(OTHER)})
    public @Nullable String byTwoOperations(String key) throws Exception {
        return read();
    }

    @Cacheable(cacheNames = CACHE, unless = "true")
    public @Nullable String vetoed(String key) throws Exception {
        return read();
    }

    @Cacheable(cacheNames = CACHE, unless = "true")
    public Optional<String> vetoedOptional(String key) throws Exception {
        return Optional.ofNullable(read());
    }

    @Cacheable(cacheNames = CACHE, unless = "true")
    public CompletableFuture<@Nullable String> vetoedFuture(String key) {
        return readLater();
    }

    @Cacheable(cacheNames = CACHE, unless = "true")
    public Mono<String> vetoedMono(String key) {
        return readReactively();
    }

    @Cacheable(cacheNames = CACHE, condition = "false")
    public @Nullable String aside(String key) throws Exception {
        return read();
    }

    @Caching(cacheable = @Cacheable(CACHE), put = @CachePut(OTHER))
    public @Nullable String andPut(String key) throws Exception {
        return read();
    }

    @Caching(cacheable = @Cacheable(CACHE), evict = @CacheEvict(OTHER))
    public @Nullable String andEvictOfAnother(String key) throws Exception {
        return read();
    }

    @Caching(cacheable = @Cacheable(CACHE), evict = @CacheEvict(CACHE))
    public @Nullable String andEvict(String key) throws Exception {
        return read();
    }

    @CacheEvict(cacheNames = CACHE, key = "T(io.leafboot.cache.CacheTag).of(#tag)")
    public void evictTag(String tag) {}

    @CacheEvict(cacheNames = CACHE, key = "T(io.leafboot.cache.CacheTag).of(#tag)", beforeInvocation = true)
    public void evictTagFirst(String tag) {}
}
