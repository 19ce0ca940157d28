package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class CacheRegistryAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CacheRegistryAutoConfiguration.class,
                    CacheAutoConfiguration.class,
                    DataRedisAutoConfiguration.class))
            .withPropertyValues(Yml.redis());

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void aCacheDeclaredInYmlIsUsedByCacheable(String type) {
        runner.withUserConfiguration(Users.class)
                .withPropertyValues(
                        "cache.defaults.ttl=10m",
                        "cache.defaults.max-size=100",
                        "cache.caches.users.type=" + type,
                        "cache.caches.users.jitter=10%")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    UserService users = context.getBean(UserService.class);
                    context.getBean(CacheRegistry.class).cache("users").clear();

                    assertThat(users.find(7)).isEqualTo(users.find(7)).isEqualTo(new User(7, "user 7"));

                    assertThat(users.calls()).isEqualTo(1);
                    assertThat(context.getBean(CacheRegistry.class)
                                    .stats("users")
                                    .hits())
                            .isEqualTo(1);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        UserService userService() {
            return new UserService();
        }
    }

    public record User(long id, String name) {}

    public static class UserService {

        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @Cacheable("users")
        public User find(long id) {
            calls.incrementAndGet();
            return new User(id, "user " + id);
        }
    }
}
