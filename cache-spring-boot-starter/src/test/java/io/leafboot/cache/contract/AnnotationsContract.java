package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

/** What Spring's annotations do with our caches. */
abstract class AnnotationsContract extends NamedCacheContract {

    private static final Item FIRST = new Item("a", 1);
    private static final Item SECOND = new Item("a", 2);

    private static <T> T join(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private <T> T kept(String cache, Object key, Class<T> type) {
        return registry.cache(cache).get(key, type);
    }

    // Cacheable

    @Test
    void aMethodIsCalledOnce() {
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
        assertThat(catalogue.find("b")).isEqualTo(new Item("b", 2));
        assertThat(kept("items", "a", Item.class)).isEqualTo(FIRST);
    }

    @Test
    void aMethodInSyncIsCalledOnce() {
        assertThat(catalogue.findInSync("a")).isEqualTo(FIRST);
        assertThat(catalogue.findInSync("a")).isEqualTo(FIRST);
        assertThat(kept("items", "a", Item.class)).isEqualTo(FIRST);
    }

    @Test
    void nullIsAResult() {
        assertThat(catalogue.miss("a")).isNull();
        assertThat(catalogue.miss("a")).isNull();
        assertThat(catalogue.missInSync("b")).isNull();
        assertThat(catalogue.missInSync("b")).isNull();
        assertThat(catalogue.calls()).isEqualTo(2);
    }

    @Test
    void aMethodThatFailsThrowsItsOwnExceptionAndIsCalledAgain() {
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.fail("a"));
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.fail("a"));
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.failInSync("a"));
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.failInSync("a"));
        assertThat(catalogue.calls()).isEqualTo(4);
        assertThat(registry.cache("items").get("a")).isNull();
    }

    @Test
    void aConditionLeavesTheCacheAside() {
        catalogue.findIfShort("abcd");
        assertThat(catalogue.findIfShort("abcd")).isEqualTo(new Item("abcd", 2));
        catalogue.findIfShort("abc");
        assertThat(catalogue.findIfShort("abc")).isEqualTo(new Item("abc", 3));
        assertThat(registry.cache("items").get("abcd")).isNull();
    }

    @Test
    void aResultThatUnlessSpeaksAgainstIsNotKept() {
        assertThat(catalogue.findUnlessFirst("a")).isEqualTo(FIRST);
        assertThat(catalogue.findUnlessFirst("a")).isEqualTo(SECOND);
        assertThat(catalogue.findUnlessFirst("a")).isEqualTo(SECOND);
    }

    @Test
    void aKeyIsWhatItsExpressionSays() {
        assertThat(catalogue.findByItsId(new Item("a", 100))).isEqualTo(FIRST);
        assertThat(catalogue.findByItsId(new Item("a", 200))).isEqualTo(FIRST);
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
    }

    @Test
    void severalParametersAndNoneAreKeysOfTheirOwn() {
        assertThat(catalogue.findByTwo("a", 1)).isEqualTo(new Item("a1", 1));
        assertThat(catalogue.findByTwo("a", 2)).isEqualTo(new Item("a2", 2));
        assertThat(catalogue.findByTwo("a", 1)).isEqualTo(new Item("a1", 1));
        assertThat(catalogue.findWithoutParameters()).isEqualTo(new Item("none", 3));
        assertThat(catalogue.findWithoutParameters()).isEqualTo(new Item("none", 3));
        assertThat(kept("items", new SimpleKey("a", 2), Item.class)).isEqualTo(new Item("a2", 2));
        assertThat(kept("items", SimpleKey.EMPTY, Item.class)).isEqualTo(new Item("none", 3));
    }

    @Test
    void aMethodMayHaveTwoCaches() {
        catalogue.findInTwoCaches("a");
        assertThat(kept("items", "a", Item.class)).isEqualTo(FIRST);
        assertThat(kept("copies", "a", Item.class)).isEqualTo(FIRST);

        registry.cache("items").evict("a");
        assertThat(catalogue.findInTwoCaches("a")).isEqualTo(FIRST);
    }

    @Test
    void aListOfRecordsComesBackAsOne() {
        List<Item> first = catalogue.list("a");
        List<Item> again = catalogue.list("a");

        assertThat(first).containsExactly(FIRST, SECOND);
        assertThat(again).containsExactly(FIRST, SECOND);
        assertThat(again.get(0)).isInstanceOf(Item.class);
    }

    @Test
    void anOptionalComesBackFullOrEmpty() {
        assertThat(catalogue.findOptional("a")).contains(FIRST);
        assertThat(catalogue.findOptional("a")).contains(FIRST);
        assertThat(catalogue.missOptional("b")).isEmpty();
        assertThat(catalogue.missOptional("b")).isEmpty();
        assertThat(catalogue.calls()).isEqualTo(2);
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
    }

    @Test
    void aFutureIsKeptByItsValue() throws Exception {
        assertThat(join(catalogue.findLater("a"))).isEqualTo(FIRST);
        await("value kept").until(() -> registry.cache("items").get("a") != null);
        assertThat(join(catalogue.findLater("a"))).isEqualTo(FIRST);
        assertThat(join(catalogue.findLaterInSync("b"))).isEqualTo(new Item("b", 2));
        assertThat(join(catalogue.findLaterInSync("b"))).isEqualTo(new Item("b", 2));
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
    }

    @Test
    void aFutureOfNullIsKeptToo() throws Exception {
        assertThat(join(catalogue.missLater("a"))).isNull();
        await("value kept").until(() -> registry.cache("items").get("a") != null);
        assertThat(join(catalogue.missLater("a"))).isNull();
        assertThat(catalogue.calls()).isEqualTo(1);
    }

    @Test
    void aFutureThatFailsIsNotKept() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> join(catalogue.failLater("a")))
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> join(catalogue.failLater("a")));
        assertThat(catalogue.calls()).isEqualTo(2);
    }

    @Test
    void aMonoIsKeptByItsValue() {
        assertThat(catalogue.findMono("a").block()).isEqualTo(FIRST);
        await("value kept").until(() -> registry.cache("items").get("a") != null);
        assertThat(catalogue.findMono("a").block()).isEqualTo(FIRST);
        assertThat(catalogue.findMonoInSync("b").block()).isEqualTo(new Item("b", 2));
        assertThat(catalogue.findMonoInSync("b").block()).isEqualTo(new Item("b", 2));
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
    }

    @Test
    void anEmptyMonoIsKeptToo() {
        assertThat(catalogue.missMono("a").block()).isNull();
        await("value kept").until(() -> registry.cache("items").get("a") != null);
        assertThat(catalogue.missMono("a").block()).isNull();
        assertThat(catalogue.calls()).isEqualTo(1);
    }

    @Test
    void aFluxIsKeptAsAListOfItsValues() {
        assertThat(catalogue.findFlux("a").collectList().block()).containsExactly(FIRST, SECOND);
        await("value kept").until(() -> registry.cache("lists").get("a") != null);
        assertThat(catalogue.findFlux("a").collectList().block()).containsExactly(FIRST, SECOND);
        assertThat(catalogue.findFluxInSync("b").collectList().block())
                .containsExactly(new Item("b", 3), new Item("b", 4));
        assertThat(catalogue.findFluxInSync("b").collectList().block())
                .containsExactly(new Item("b", 3), new Item("b", 4));
        assertThat(catalogue.list("a")).containsExactly(FIRST, SECOND);
    }

    @Test
    void aStringAndANumberMakeAnEntryToo() {
        assertThat(catalogue.text(1)).isEqualTo("text 1");
        assertThat(catalogue.text(1)).isEqualTo("text 1");
        assertThat(catalogue.text(2)).isEqualTo("text 2");
    }

    @Test
    void callersOfAMethodInSyncShareOneCall() throws Exception {
        Gate gate = new Gate();
        Started<Item> load = start(() -> registry.cache("items").get("a", () -> gate.pass(() -> new Item("a", 100))));
        gate.awaitSomebody();
        List<Started<Item>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(start(() -> catalogue.findInSync("a")));
        }
        for (Started<Item> caller : callers) {
            caller.awaitWaitingForLoad();
        }
        gate.open();

        assertThat(load.join()).isEqualTo(new Item("a", 100));
        for (Started<Item> caller : callers) {
            assertThat(caller.join()).isEqualTo(new Item("a", 100));
        }
        assertThat(catalogue.calls()).isZero();
    }

    // CachePut

    @Test
    void aPutCallsTheMethodAndKeepsTheResult() {
        assertThat(catalogue.save("a")).isEqualTo(FIRST);
        assertThat(catalogue.save("a")).isEqualTo(SECOND);
        assertThat(catalogue.find("a")).isEqualTo(SECOND);
    }

    @Test
    void aPutThatUnlessSpeaksAgainstLeavesWhatWasThere() {
        assertThat(catalogue.saveFirst("a")).isEqualTo(FIRST);
        assertThat(catalogue.saveFirst("a")).isEqualTo(SECOND);
        assertThat(catalogue.find("a")).isEqualTo(FIRST);
    }

    @Test
    void aPutOfAFutureOrAMonoKeepsItsValue() throws Exception {
        assertThat(join(catalogue.saveLater("a"))).isEqualTo(FIRST);
        await("value kept").until(() -> FIRST.equals(kept("items", "a", Item.class)));
        assertThat(catalogue.saveMono("a").block()).isEqualTo(SECOND);
        await("value kept").until(() -> SECOND.equals(kept("items", "a", Item.class)));
    }

    // CacheEvict

    @Test
    void anEvictEvictsAfterTheMethodIfItDoesNotFail() {
        catalogue.find("a");
        catalogue.find("b");
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.evictAndFail("a"));
        assertThat(registry.cache("items").get("a")).isNotNull();

        catalogue.evict("a");
        assertThat(registry.cache("items").get("a")).isNull();
        assertThat(registry.cache("items").get("b")).isNotNull();
    }

    @Test
    void anEvictBeforeTheMethodEvictsEvenIfItFails() {
        catalogue.find("a");
        assertThatIllegalArgumentException().isThrownBy(() -> catalogue.evictFirstAndFail("a"));
        assertThat(registry.cache("items").get("a")).isNull();
    }

    @Test
    void anEvictMayHaveACondition() {
        catalogue.find("kept");
        catalogue.find("a");
        catalogue.evictUnlessKept("kept");
        catalogue.evictUnlessKept("a");

        assertThat(registry.cache("items").get("kept")).isNotNull();
        assertThat(registry.cache("items").get("a")).isNull();
    }

    @Test
    void anEvictOfAllEntriesEmptiesTheCacheAndNoOther() {
        catalogue.findInTwoCaches("a");
        catalogue.find("b");
        catalogue.evictAll();

        assertThat(registry.cache("items").getAll(List.of("a", "b"))).isEmpty();
        assertThat(registry.cache("copies").get("a")).isNotNull();

        catalogue.find("b");
        assertThatIllegalArgumentException().isThrownBy(catalogue::evictAllFirstAndFail);
        assertThat(registry.cache("items").get("b")).isNull();
    }

    @Test
    void anEvictOfAFutureOrAMonoEvictsWhenItIsDone() throws Exception {
        catalogue.find("a");
        join(catalogue.evictLater("a"));
        await("evicted").until(() -> registry.cache("items").get("a") == null);

        catalogue.find("a");
        catalogue.evictMono("a").block();
        await("evicted").until(() -> registry.cache("items").get("a") == null);
    }

    @Test
    void annotationsMayBeBundled() {
        catalogue.list("x");
        assertThat(catalogue.saveInTwoCaches("a")).isEqualTo(new Item("a", 3));

        assertThat(kept("items", "a", Item.class)).isEqualTo(new Item("a", 3));
        assertThat(kept("copies", "a", Item.class)).isEqualTo(new Item("a", 3));
        assertThat(registry.cache("lists").get("x")).isNull();
    }
}
