package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.test.RedisServers;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** A load by annotation, without {@code sync}, that a write overtakes. */
class AnnotatedLoadsTests {

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void whatAnEvictOvertakesIsNotKept(String type) {
        overtaken(type, prices -> prices.evict("tea"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void whatAPutOvertakesIsNotKept(String type) {
        overtaken(type, prices -> prices.put("tea", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void whatAClearOvertakesIsNotKept(String type) {
        overtaken(type, Prices::clear);
    }

    private static ApplicationContextRunner runner(String type) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(CacheRegistryAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withPropertyValues(RedisServers.standalone().properties())
                .withPropertyValues(
                        "cache.caches.prices.type=" + type, "cache.defaults.key-prefix=" + UUID.randomUUID())
                .withPropertyValues(
                        "cache.defaults.ttl=10m", "cache.defaults.max-size=100", "cache.redis.command-timeout=10s")
                .withUserConfiguration(Shop.class);
    }

    private void overtaken(String type, Consumer<Prices> write) {
        runner(type).run(context -> {
            Prices prices = context.getBean(Prices.class);
            Source source = context.getBean(Source.class);
            for (Form form : Form.values()) {
                prices.clear();
                source.price = 1;
                Gate gate = new Gate();
                source.gate = gate;
                CompletableFuture<Integer> old = new CompletableFuture<>();
                new Thread(() -> old.complete(form.find(prices))).start();
                assertThat(gate.entered.await(5, TimeUnit.SECONDS)).isTrue();

                source.gate = null;
                source.price = 2;
                write.accept(prices);
                gate.open.countDown();

                assertThat(old.get(5, TimeUnit.SECONDS)).as("%s", form).isEqualTo(1);
                assertThat(form.find(prices)).as("%s", form).isEqualTo(2);
                assertThat(context.getBean(CacheRegistry.class).stats("prices").rejectedFills())
                        .as("%s", form)
                        .isEqualTo(form.ordinal() + 1);
            }
        });
    }

    /**
     * A publisher may give again what it read before an evict: to its own subscribers, and to nobody else. Where the look-up
     * does not wait, Spring lets nobody subscribe twice.
     */
    @Test
    void aPublisherThatIsSubscribedToAgainKeepsNothing() {
        runner("memory").run(context -> {
            Prices prices = context.getBean(Prices.class);
            Source source = context.getBean(Source.class);
            source.price = 1;
            Mono<Integer> old = prices.findEagerly("tea");
            assertThat(old.block()).isEqualTo(1);
            assertThat(prices.find("tea")).isEqualTo(1);
            source.price = 2;
            prices.evict("tea");

            assertThat(old.block()).isEqualTo(1);

            assertThat(prices.find("tea")).isEqualTo(2);
        });
    }

    private enum Form {
        PLAIN {
            @Override
            Integer find(Prices prices) {
                return prices.find("tea");
            }
        },
        FUTURE {
            @Override
            Integer find(Prices prices) {
                return prices.findLater("tea").join();
            }
        },
        MONO {
            @Override
            Integer find(Prices prices) {
                return prices.findReactively("tea").block();
            }
        };

        abstract Integer find(Prices prices);
    }

    private static final class Gate {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
    }

    /** What is read: slowly, while there is a gate. */
    private static final class Source {

        volatile int price;
        volatile Gate gate;

        Integer read() {
            Integer read = price;
            Gate held = gate;
            if (held != null) {
                held.entered.countDown();
                try {
                    assertThat(held.open.await(5, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException ex) {
                    throw new IllegalStateException(ex);
                }
            }
            return read;
        }
    }

    /** The service. */
    public static class Prices {

        private final Source source;

        Prices(Source source) {
            this.source = source;
        }

        @Cacheable("prices")
        public Integer find(String article) {
            return source.read();
        }

        @Cacheable("prices")
        public CompletableFuture<Integer> findLater(String article) {
            return CompletableFuture.supplyAsync(source::read);
        }

        @Cacheable("prices")
        public Mono<Integer> findReactively(String article) {
            return Mono.fromCallable(source::read);
        }

        @Cacheable("prices")
        public Mono<Integer> findEagerly(String article) {
            return Mono.just(source.read());
        }

        @CacheEvict("prices")
        public void evict(String article) {}

        @CachePut(cacheNames = "prices", key = "#article")
        public Integer put(String article, int price) {
            return price;
        }

        @CacheEvict(cacheNames = "prices", allEntries = true)
        public void clear() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Shop {

        @Bean
        Source source() {
            return new Source();
        }

        @Bean
        Prices prices(Source source) {
            return new Prices(source);
        }
    }
}
