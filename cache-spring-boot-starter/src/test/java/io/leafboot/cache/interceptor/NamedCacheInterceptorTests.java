package io.leafboot.cache.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.UnknownCacheException;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What annotated methods keep in Redis comes back as what they return, on another node too. */
class NamedCacheInterceptorTests {

    private final ApplicationContextRunner memory = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CacheRegistryAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withPropertyValues(RedisServers.standalone().properties())
            .withPropertyValues(
                    "cache.defaults.ttl=1h",
                    "cache.defaults.max-size=100",
                    "cache.redis.command-timeout=10s",
                    "cache.defaults.key-prefix=" + UUID.randomUUID());

    private final ApplicationContextRunner redis = memory.withPropertyValues(
            "cache.defaults.type=redis",
            "cache.caches.users.format=json",
            "cache.caches.more.format=json",
            "cache.caches.lists.format=json",
            "cache.caches.loose.format=json");

    /** A call, and what it gives on the node that calls the method as well as on one that finds the value. */
    record Call(String name, Function<Users, Object> call, Object expected) {}

    private static Stream<Call> calls() {
        User ada = new User(1, "ada");
        List<User> all = List.of(ada, new User(2, "bob"));
        return Stream.of(
                new Call("method of a generic interface", users -> users.find(1L), ada),
                new Call("method of a generic base class", users -> users.all("generic"), all),
                new Call("narrower than its interface", users -> users.loose(1), ada),
                new Call("list", users -> users.list(1), all),
                new Call("optional", users -> users.optional(1), Optional.of(ada)),
                new Call("future", users -> users.future(1).join(), ada),
                new Call("future of a list", users -> users.futureOfList(1).join(), all),
                new Call("mono", users -> users.mono(1).block(), ada),
                new Call("flux", users -> users.flux(1).collectList().block(), all),
                new Call("sync", users -> users.sync(1), ada),
                new Call("key by an expression", users -> users.byExpression(ada), ada),
                new Call("two caches", users -> users.inTwoCaches(1), ada),
                new Call("resolver", users -> users.resolved(1), ada));
    }

    @ParameterizedTest
    @ValueSource(classes = {OfClasses.class, OfInterfaces.class})
    void aValueThatAnotherNodePutComesBackAsItWas(Class<?> configuration) {
        ApplicationContextRunner nodes = redis.withUserConfiguration(configuration);
        nodes.run(writer -> nodes.run(reader -> {
            Users putting = writer.getBean(Users.class);
            Users finding = reader.getBean(Users.class);
            CacheRegistry caches = writer.getBean(CacheRegistry.class);
            assertThat(AopUtils.isJdkDynamicProxy(putting)).isEqualTo(configuration == OfInterfaces.class);
            calls().forEach(call -> {
                caches.names().forEach(name -> caches.cache(name).invalidate());
                assertThat(call.call().apply(putting)).as(call.name()).isEqualTo(call.expected());
                // Futures and reactive types are put when they are done, on a thread of their own.
                Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
                    int before = finding.calls().size();
                    assertThat(call.call().apply(finding)).as(call.name()).isEqualTo(call.expected());
                    assertThat(finding.calls()).as(call.name()).hasSize(before);
                });
            });
        }));
    }

    @Test
    void aPutTellsTheTypeToo() {
        redis.withUserConfiguration(OfClasses.class)
                .run(writer -> redis.withUserConfiguration(OfClasses.class).run(reader -> {
                    writer.getBean(Users.class).save(new User(5, "eve"));
                    assertThat(reader.getBean(Users.class).find(5L)).isEqualTo(new User(5, "eve"));
                    assertThat(reader.getBean(Users.class).calls()).isEmpty();
                }));
    }

    @Test
    void anAnnotationOfTheClassAppliesToEachMethod() {
        redis.withUserConfiguration(OfClasses.class).run(context -> {
            Reports reports = context.getBean(Reports.class);
            Map<String, List<User>> first = reports.lines("a");
            Map<String, List<User>> again = reports.lines("a");
            assertThat(again).isEqualTo(first).isNotSameAs(first);
        });
    }

    // Names

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        memory.withUserConfiguration(OfClasses.class)
                .withPropertyValues("cache.caches.orders.ttl=1m", "cache.caches.[more-users].ttl=1m")
                .run(context -> assertThatExceptionOfType(UnknownCacheException.class)
                        .isThrownBy(() -> context.getBean(Users.class).find(1L))
                        .withMessage(
                                "There is no cache named 'users'. Known caches: more-users, orders. Declare it under"
                                        + " cache.caches.users, or set cache.create-unknown=true to create caches with"
                                        + " cache.defaults when they are first used."));
    }

    @Test
    void whereNoCacheIsDeclaredAnyNameWorksAndHasTheDefaults() {
        memory.withUserConfiguration(OfClasses.class).run(context -> {
            context.getBean(Users.class).find(1L);
            CacheRegistry registry = context.getBean(CacheRegistry.class);
            assertThat(registry.names()).containsExactly("users");
            assertThat(registry.spec("users").ttl()).isEqualTo(Duration.ofHours(1));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whetherUnknownNamesWorkMayBeSaid(boolean create) {
        Consumer<ApplicationContextRunner> check = runner -> runner.withPropertyValues("cache.create-unknown=" + create)
                .run(context -> {
                    Users users = context.getBean(Users.class);
                    if (create) {
                        assertThat(users.find(1L)).isEqualTo(new User(1, "ada"));
                    } else {
                        assertThatExceptionOfType(UnknownCacheException.class).isThrownBy(() -> users.find(1L));
                    }
                });
        check.accept(memory.withUserConfiguration(OfClasses.class));
        check.accept(memory.withUserConfiguration(OfClasses.class).withPropertyValues("cache.caches.orders.ttl=1m"));
    }

    @Test
    void aNameThatNeedsBracketsIsShownInThem() {
        memory.withPropertyValues("cache.create-unknown=false")
                .run(context -> assertThatExceptionOfType(UnknownCacheException.class)
                        .isThrownBy(() -> context.getBean(CacheRegistry.class).cache("shop:users"))
                        .withMessageContaining("Known caches: none. Declare it under cache.caches.[shop:users],"));
    }

    record User(long id, String name) {}

    interface Finder<T, K> {

        @Cacheable("users")
        T find(K key);

        @Cacheable("lists")
        List<T> all(String kind);
    }

    interface Users extends Finder<User, Long> {

        List<String> calls();

        Object loose(long id);

        List<User> list(long id);

        Optional<User> optional(long id);

        CompletableFuture<User> future(long id);

        CompletableFuture<List<User>> futureOfList(long id);

        Mono<User> mono(long id);

        Flux<User> flux(long id);

        User sync(long id);

        User byExpression(User user);

        User inTwoCaches(long id);

        User resolved(long id);

        User save(User user);
    }

    abstract static class Base<T> implements Finder<T, Long> {

        final List<String> calls = new ArrayList<>();

        @Override
        public List<T> all(String kind) {
            calls.add("all");
            return everything();
        }

        abstract List<T> everything();
    }

    @CacheConfig(cacheNames = "users")
    static class DefaultUsers extends Base<User> implements Users {

        @Override
        public List<String> calls() {
            return calls;
        }

        private User ada(String call) {
            calls.add(call);
            return new User(1, "ada");
        }

        @Override
        List<User> everything() {
            return List.of(new User(1, "ada"), new User(2, "bob"));
        }

        @Override
        public User find(Long key) {
            return ada("find");
        }

        @Override
        @Cacheable("loose")
        public User loose(long id) {
            return ada("loose");
        }

        @Override
        @Cacheable("lists")
        public List<User> list(long id) {
            calls.add("list");
            return everything();
        }

        @Override
        @Cacheable
        public Optional<User> optional(long id) {
            return Optional.of(ada("optional"));
        }

        @Override
        @Cacheable
        public CompletableFuture<User> future(long id) {
            return CompletableFuture.completedFuture(ada("future"));
        }

        @Override
        @Cacheable("lists")
        public CompletableFuture<List<User>> futureOfList(long id) {
            return CompletableFuture.completedFuture(list(id));
        }

        @Override
        @Cacheable
        public Mono<User> mono(long id) {
            return Mono.fromSupplier(() -> ada("mono"));
        }

        @Override
        @Cacheable("lists")
        public Flux<User> flux(long id) {
            return Flux.defer(() -> Flux.fromIterable(list(id)));
        }

        @Override
        @Cacheable(sync = true)
        public User sync(long id) {
            return ada("sync");
        }

        @Override
        @Cacheable(key = "'user ' + #user.id() + #root.methodName")
        public User byExpression(User user) {
            return ada("byExpression");
        }

        @Override
        @Cacheable({"users", "more"})
        public User inTwoCaches(long id) {
            return ada("inTwoCaches");
        }

        @Override
        @Cacheable(
                cacheNames = {},
                cacheResolver = "moreResolver")
        public User resolved(long id) {
            return ada("resolved");
        }

        @Override
        @CachePut(key = "#user.id()")
        public User save(User user) {
            return user;
        }
    }

    @Cacheable("lists")
    static class Reports {

        private final Set<String> asked = new HashSet<>();

        public Map<String, List<User>> lines(String name) {
            if (!asked.add(name)) {
                throw new IllegalStateException("Asked twice for " + name);
            }
            return Map.of(name, List.of(new User(1, "ada")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class OfClasses extends Beans {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class OfInterfaces extends Beans {}

    static class Beans {

        @Bean
        DefaultUsers users() {
            return new DefaultUsers();
        }

        @Bean
        Reports reports() {
            return new Reports();
        }

        @Bean
        CacheResolver moreResolver(CacheRegistry registry) {
            return context -> List.of(registry.cache("more"));
        }
    }
}
