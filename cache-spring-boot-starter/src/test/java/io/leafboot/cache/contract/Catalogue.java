package io.leafboot.cache.contract;

import io.leafboot.cache.CacheKeys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Methods with every annotation there is. Each call makes a new version, so that a cached one can be told apart. */
class Catalogue {

    static final List<String> CACHES = List.of("items", "copies", "lists", "texts");

    private final AtomicInteger calls = new AtomicInteger();

    int calls() {
        return calls.get();
    }

    void forgetCalls() {
        calls.set(0);
    }

    private Item next(String id) {
        return new Item(id, calls.incrementAndGet());
    }

    @Cacheable("items")
    public Item find(String id) {
        return next(id);
    }

    @Cacheable(cacheNames = "items", sync = true)
    public Item findInSync(String id) {
        return next(id);
    }

    @Cacheable(cacheNames = "items", sync = true)
    public @Nullable Item missInSync(String id) {
        next(id);
        return null;
    }

    @Cacheable(cacheNames = "items", sync = true)
    public Item failInSync(String id) {
        throw new IllegalArgumentException("no " + next(id));
    }

    @Cacheable("items")
    public Item fail(String id) {
        throw new IllegalArgumentException("no " + next(id));
    }

    @Cacheable("items")
    public @Nullable Item miss(String id) {
        next(id);
        return null;
    }

    @Cacheable(cacheNames = "items", condition = "#id.length() < 4")
    public Item findIfShort(String id) {
        return next(id);
    }

    @Cacheable(cacheNames = "items", unless = "#result.version == 1")
    public Item findUnlessFirst(String id) {
        return next(id);
    }

    @Cacheable("items")
    public Map<String, Item> findAll(@CacheKeys Collection<String> ids) {
        return ids.stream().filter(id -> !id.startsWith("no")).collect(Collectors.toMap(id -> id, this::next));
    }

    @Cacheable("items")
    public Map<String, Item> findSet(@CacheKeys Set<String> ids) {
        return findAll(ids);
    }

    @Cacheable("items")
    public Map<String, Item> failAll(@CacheKeys List<String> ids) {
        throw new IllegalArgumentException("no " + next(ids.toString()));
    }

    @Cacheable(cacheNames = "items", key = "#ids")
    public Map<String, Item> findAllByKey(@CacheKeys List<String> ids) {
        return Map.of();
    }

    @Cacheable("items")
    public List<Item> findAllAsList(@CacheKeys List<String> ids) {
        return List.of();
    }

    @Cacheable("items")
    public Map<String, Item> findAllOf(String shop, @CacheKeys List<String> ids) {
        return Map.of();
    }

    @Cacheable(cacheNames = "items", key = "#item.id")
    public Item findByItsId(Item item) {
        return next(item.id());
    }

    @Cacheable("items")
    public Item findByTwo(String id, int size) {
        return next(id + size);
    }

    @Cacheable("items")
    public Item findWithoutParameters() {
        return next("none");
    }

    @Cacheable(cacheNames = {"items", "copies"})
    public Item findInTwoCaches(String id) {
        return next(id);
    }

    @Cacheable("lists")
    public List<Item> list(String id) {
        return List.of(next(id), next(id));
    }

    @Cacheable("items")
    public Optional<Item> findOptional(String id) {
        return Optional.of(next(id));
    }

    @Cacheable("items")
    public Optional<Item> missOptional(String id) {
        next(id);
        return Optional.empty();
    }

    @Cacheable("items")
    public CompletableFuture<Item> findLater(String id) {
        return CompletableFuture.supplyAsync(() -> next(id));
    }

    @Cacheable(cacheNames = "items", sync = true)
    public CompletableFuture<Item> findLaterInSync(String id) {
        return CompletableFuture.supplyAsync(() -> next(id));
    }

    @Cacheable("items")
    public CompletableFuture<@Nullable Item> missLater(String id) {
        return CompletableFuture.supplyAsync(() -> {
            next(id);
            return null;
        });
    }

    @Cacheable("items")
    public CompletableFuture<Item> failLater(String id) {
        return CompletableFuture.supplyAsync(() -> {
            throw new IllegalArgumentException("no " + next(id));
        });
    }

    @Cacheable("items")
    public Mono<Item> findMono(String id) {
        return Mono.fromSupplier(() -> next(id));
    }

    @Cacheable(cacheNames = "items", sync = true)
    public Mono<Item> findMonoInSync(String id) {
        return Mono.fromSupplier(() -> next(id));
    }

    @Cacheable("items")
    public Mono<Item> missMono(String id) {
        return Mono.fromRunnable(() -> next(id));
    }

    @Cacheable("lists")
    public Flux<Item> findFlux(String id) {
        return Flux.defer(() -> Flux.just(next(id), next(id)));
    }

    @Cacheable(cacheNames = "lists", sync = true)
    public Flux<Item> findFluxInSync(String id) {
        return Flux.defer(() -> Flux.just(next(id), next(id)));
    }

    @Cacheable("texts")
    public String text(long id) {
        return "text " + calls.incrementAndGet();
    }

    @CachePut(cacheNames = "items", key = "#id")
    public Item save(String id) {
        return next(id);
    }

    @CachePut(cacheNames = "items", key = "#result.id", unless = "#result.version > 1")
    public Item saveFirst(String id) {
        return next(id);
    }

    @CachePut(cacheNames = "items", key = "#id")
    public CompletableFuture<Item> saveLater(String id) {
        return CompletableFuture.supplyAsync(() -> next(id));
    }

    @CachePut(cacheNames = "items", key = "#id")
    public Mono<Item> saveMono(String id) {
        return Mono.fromSupplier(() -> next(id));
    }

    @CacheEvict("items")
    public void evict(String id) {}

    @CacheEvict("items")
    public void evictAndFail(String id) {
        throw new IllegalArgumentException("no " + id);
    }

    @CacheEvict(cacheNames = "items", beforeInvocation = true)
    public void evictFirstAndFail(String id) {
        throw new IllegalArgumentException("no " + id);
    }

    @CacheEvict(cacheNames = "items", condition = "#id != 'kept'")
    public void evictUnlessKept(String id) {}

    @CacheEvict(cacheNames = "items", allEntries = true)
    public void evictAll() {}

    @CacheEvict(cacheNames = "items", allEntries = true, beforeInvocation = true)
    public void evictAllFirstAndFail() {
        throw new IllegalArgumentException("no");
    }

    @CacheEvict("items")
    public CompletableFuture<@Nullable Void> evictLater(String id) {
        return CompletableFuture.completedFuture(null);
    }

    @CacheEvict("items")
    public Mono<Void> evictMono(String id) {
        return Mono.empty();
    }

    @Caching(
            put = {@CachePut(cacheNames = "items", key = "#id"), @CachePut(cacheNames = "copies", key = "#id")},
            evict = @CacheEvict(cacheNames = "lists", allEntries = true))
    public Item saveInTwoCaches(String id) {
        return next(id);
    }
}
