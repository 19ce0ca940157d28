package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.NamedCache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Beans that load and write the values of caches, as an application starts and ends. */
@Timeout(60)
class CacheSourcesAtStartTests {

    private static final String CACHES = """
            cache:
              defaults: { ttl: 10m, max-size: 100 }
              caches:
                orders:
                  type: memory
                users:
                  type: memory
                  writer: { mode: write-behind, interval: 10m }
            """;

    @Test
    void eachIsMatchedWithItsCache() {
        Names users = new Names("users");
        Names orders = new Names("orders");
        Yml.application(CACHES)
                .withBean("users", Names.class, () -> users)
                .withBean("orders", Names.class, () -> orders)
                .run(context -> {
                    CacheRegistry caches = context.getBean(CacheRegistry.class);
                    caches.cache("orders").put(1L, List.of("a"));
                    assertThat(orders.written).containsExactly(1L);
                    caches.cache("users").put(2L, List.of("b"));
                    assertThat(users.written).isEmpty();
                    assertThat(caches.stats("users").writer().waiting()).isEqualTo(1);
                    assertThat(caches.cache("users").get(3L).get()).isEqualTo(List.of("users", "3"));
                });
        assertThat(users.written).containsExactly(2L);
    }

    @Test
    void aCacheWithoutOneHasNoFiguresOfIt() {
        Yml.application(CACHES)
                .withBean("orders", Names.class, () -> new Names("orders"))
                .run(context -> {
                    CacheRegistry caches = context.getBean(CacheRegistry.class);
                    assertThat(caches.stats("users").writer()).isNull();
                    assertThat(caches.stats("orders").writer()).isNotNull();
                });
    }

    // Mistakes

    @Test
    void twoForOneCacheAreAnError() {
        failure(
                Yml.application(CACHES)
                        .withBean("one", Names.class, () -> new Names("users"))
                        .withBean("another", Names.class, () -> new Names("users")),
                ex -> assertThat(ex)
                        .hasMessageContaining("Cache 'users' has two beans of CacheLoader, 'one' and 'another'.")
                        .hasMessageContaining("Leave one of them"));
    }

    @Test
    void oneForACacheThatIsNotDeclaredIsAnErrorWhereTheyAreDeclared() {
        failure(
                Yml.application(CACHES).withBean("names", Names.class, () -> new Names("uesrs")),
                ex -> assertThat(ex)
                        .hasMessageContaining("bean 'names' is for cache 'uesrs', which is not declared.")
                        .hasMessageContaining("cache.caches.uesrs")
                        .hasMessageContaining("orders, users"));
    }

    @Test
    void oneForACacheThatIsCreatedWhenAskedForIsNot() {
        Yml.application("cache.defaults: { ttl: 10m, max-size: 100 }")
                .withBean(Names.class, () -> new Names("names"))
                .run(context -> assertThat(context.getBean(CacheRegistry.class)
                                .cache("names")
                                .get(1L)
                                .get())
                        .isEqualTo(List.of("names", "1")));
        Yml.application(CACHES)
                .withPropertyValues("cache.create-unknown=true")
                .withBean(Names.class, () -> new Names("names"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void oneForACacheThatTheApplicationCreatedWhileItStartedIsNot() {
        Yml.application(CACHES)
                .withBean(Names.class, () -> new Names("more"))
                .withUserConfiguration(CreatesMore.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(CacheRegistry.class)
                                    .cache("more")
                                    .get(1L)
                                    .get())
                            .isEqualTo(List.of("more", "1"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class CreatesMore {

        @Bean
        InitializingBean more(CacheRegistry caches) {
            return () -> caches.create("more", CacheSpec.memory());
        }
    }

    private static void failure(ApplicationContextRunner runner, Consumer<Throwable> expectation) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure());
            assertThat(cause).isInstanceOf(InvalidCacheSpecException.class);
            expectation.accept(cause);
        });
    }

    // Beans that need each other

    @Test
    void aLoaderMayNeedTheRegistry() {
        Yml.application(CACHES).withUserConfiguration(NeedsTheRegistry.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(CacheRegistry.class)
                            .cache("users")
                            .get(7L)
                            .get())
                    .isEqualTo(List.of("of orders", "7"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class NeedsTheRegistry {

        @Bean
        CacheLoader<Long, List<String>> loader(CacheRegistry caches) {
            NamedCache orders = caches.cache("orders");
            return new CacheLoader<>() {
                @Override
                public String cacheName() {
                    return "users";
                }

                @Override
                public List<String> load(Long key) {
                    return orders.get(key, () -> List.of("of orders", key.toString()));
                }
            };
        }
    }

    /** It would be left out, and what is put would never be written. */
    @Test
    void oneThatUsesACacheWhileItIsMadeIsAnErrorAndNotForgotten() {
        Yml.application(CACHES).withUserConfiguration(UsesACacheAtOnce.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Whether cache 'orders' has a CacheWriter is not known yet");
        });
    }

    /** A cache that has nothing to do with it can be read. */
    @Test
    void oneThatReadsACacheWhileItIsMadeIsFoundLater() {
        Yml.application(CACHES).withUserConfiguration(ReadsACacheAtOnce.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(CacheRegistry.class).cache("users").get(7L))
                    .isNotNull();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class ReadsACacheAtOnce {

        @Bean
        Names names(CacheRegistry caches) {
            caches.cache("orders").get(1L);
            return new Names("users");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class UsesACacheAtOnce {

        @Bean
        Names names(CacheRegistry caches) {
            caches.cache("orders").put(1L, "early");
            return new Names("users");
        }
    }

    // Types

    @Test
    void redisReadsValuesBackAsTheTypeOfTheLoader() {
        String redis = """
                cache:
                  defaults: { ttl: 10m }
                  caches: { names: { type: redis }, lists: { type: redis }, fields: { type: redis } }
                """;
        ApplicationContextRunner runner = Yml.application(redis)
                .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(Yml.redis())
                .withUserConfiguration(Typed.class);
        runner.run(first -> {
            CacheRegistry caches = first.getBean(CacheRegistry.class);
            caches.names().forEach(name -> caches.cache(name).clear());
            assertThat(caches.cache("names").get(1L).get()).isEqualTo(List.of("names", "1"));
            assertThat(caches.cache("lists").get(1L).get()).isEqualTo(List.of(new Name("1")));
            assertThat(caches.cache("fields").get(1L).get()).isEqualTo(Map.of("1", new Name("1")));
            runner.run(second -> {
                CacheRegistry others = second.getBean(CacheRegistry.class);
                assertThat(others.cache("names").get(1L).get()).isEqualTo(List.of("names", "1"));
                assertThat(others.cache("lists").get(1L).get()).isEqualTo(List.of(new Name("1")));
                assertThat(others.cache("fields").get(1L).get()).isEqualTo(Map.of("1", new Name("1")));
                assertThat(others.names()).allSatisfy(name -> {
                    assertThat(others.stats(name).hits()).as(name).isEqualTo(1);
                    assertThat(others.stats(name).loads()).as(name).isZero();
                });
            });
        });
    }

    /** A value. */
    record Name(String name) {}

    abstract static class Lists<T> implements CacheLoader<Long, List<T>> {

        @Override
        public String cacheName() {
            return "lists";
        }
    }

    record Fields<T>(Function<Long, T> maker) implements CacheLoader<Long, Map<String, T>> {

        @Override
        public String cacheName() {
            return "fields";
        }

        @Override
        public Map<String, T> load(Long key) {
            return Map.of(key.toString(), maker.apply(key));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Typed {

        @Bean
        Names names() {
            return new Names("names");
        }

        /** The class says it. */
        @Bean
        Object lists() {
            return new Lists<Name>() {
                @Override
                public List<Name> load(Long key) {
                    return List.of(new Name(key.toString()));
                }
            };
        }

        /** The definition of the bean says it. */
        @Bean
        Fields<Name> fields() {
            return new Fields<>(key -> new Name(key.toString()));
        }
    }

    // Ending

    @Test
    void anApplicationThatEndsWritesWhatWaitsWhileItsDatabaseIsThere() {
        DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:sources-at-end;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("create table names (id bigint primary key)").update();
        Yml.application(CACHES)
                .withBean(DataSource.class, () -> database)
                .withUserConfiguration(WithADatabase.class)
                .run(context -> {
                    NamedCache users = context.getBean(CacheRegistry.class).cache("users");
                    for (long id = 0; id < 99; id++) {
                        users.put(id, "name");
                    }
                    assertThat(count(jdbc)).isZero();
                });
        assertThat(count(jdbc)).isEqualTo(100);
        assertThat(WithADatabase.ended).isTrue();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("cache-writer-")));
    }

    private static long count(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from names").query(Long.class).single();
    }

    @Configuration(proxyBeanMethods = false)
    static class WithADatabase {

        private static volatile boolean ended;

        /** Made after the registry, and so ended before it if nothing is done about it. */
        @Bean
        @Lazy
        Writer writer(DataSource database) {
            ended = false;
            return new Writer(JdbcClient.create(database));
        }

        /** Puts when everything has been told to stop, which is late and not too late. */
        @Bean
        DisposableBean late(CacheRegistry caches) {
            return () -> caches.cache("users").put(1_000L, "late");
        }

        record Writer(JdbcClient jdbc) implements CacheWriter<Long, String>, DisposableBean {

            @Override
            public String cacheName() {
                return "users";
            }

            @Override
            public void write(Long key, String value) {
                if (ended) {
                    throw new IllegalStateException("The writer has ended");
                }
                jdbc.sql("insert into names (id) values (?)").param(key).update();
            }

            @Override
            public void destroy() {
                ended = true;
            }
        }
    }

    /** Names by number. */
    static final class Names implements CacheLoader<Long, List<String>>, CacheWriter<Long, List<String>> {

        private final String cache;
        private final List<Long> written = new CopyOnWriteArrayList<>();

        Names(String cache) {
            this.cache = cache;
        }

        @Override
        public String cacheName() {
            return cache;
        }

        @Override
        public List<String> load(Long key) {
            return List.of(cache, key.toString());
        }

        @Override
        public void write(Long key, List<String> value) {
            written.add(key);
        }
    }
}
