package io.leafboot.cache.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.RefreshAhead;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** What stands in {@code application.yml} is what a cache has. */
class CacheSettingsTests {

    /** Every setting of the reference, as it may be written, and what becomes of it. */
    private static final Map<String, Map.Entry<String, Object>> EXAMPLES = Map.ofEntries(
            entry("type", entry("memory", "memory")),
            entry("max-size", entry("1000", 1000L)),
            entry("max-bytes", entry("64MB", 64L * 1024 * 1024)),
            entry("ttl", entry("1h", "PT1H")),
            entry("idle-ttl", entry("10m", "PT10M")),
            entry("local-ttl", entry("30s", "PT30S")),
            entry("jitter", entry("10%", 0.1)),
            entry("cache-nulls", entry("false", false)),
            entry("null-ttl", entry("5s", "PT5S")),
            entry("eviction", entry("lru", "lru")),
            entry("cleanup-interval", entry("10s", "PT10S")),
            entry("key-prefix", entry("'shop:'", "shop:")),
            entry("format", entry("json", "json")),
            entry("value-type", entry("java.util.UUID", "java.util.UUID")),
            entry("redis", entry("sessions", "sessions")),
            entry("key-index", entry("true", true)),
            entry("copies", entry("3", 3)),
            entry("mode", entry("replicated", "replicated")),
            entry("write-policy", entry("write-behind", "write-behind")),
            entry("write-behind.interval", entry("250ms", "PT0.25S")),
            entry("write-behind.batch-size", entry("100", 100)),
            entry("transaction-aware", entry("false", false)),
            entry("on-error", entry("propagate", "propagate")),
            entry("tags", entry("[\"'shop:' + #value\", '#key']", List.of("'shop:' + #value", "#key"))),
            entry("stale-for", entry("2h", "PT2H")),
            entry("stale-retry", entry("5s", "PT5S")),
            entry("failure-ttl", entry("2s", "PT2S")),
            entry("soft-timeout", entry("200ms", "PT0.2S")),
            entry("hard-timeout", entry("3s", "PT3S")),
            entry("refresh-ahead", entry("80%", "80%")),
            entry("lease-time", entry("20s", "PT20S")),
            entry("hot-keys.threshold", entry("100", 100)),
            entry("hot-keys.local-ttl", entry("2s", "PT2S")),
            entry("writer.mode", entry("write-behind", "write-behind")),
            entry("writer.interval", entry("2s", "PT2S")),
            entry("writer.batch-size", entry("50", 50)),
            entry("writer.queue-size", entry("500", 500)),
            entry("writer.max-attempts", entry("3", 3)),
            entry("writer.backoff", entry("1s", "PT1S")));

    @Test
    void theExamplesHereAreTheSettingsOfTheReference() {
        assertThat(Reference.ofCaches())
                .extracting(Reference.Setting::name)
                .containsExactlyInAnyOrderElementsOf(EXAMPLES.keySet());
        assertThat(CacheProperties.Settings.class.getRecordComponents())
                .extracting(component -> DataObjectPropertyName.toDashedForm(component.getName()))
                .containsExactlyInAnyOrderElementsOf(EXAMPLES.keySet().stream()
                        .map(name -> name.replaceAll("\\..*", ""))
                        .collect(Collectors.toSet()));
    }

    @Test
    void eachSettingOfACacheIsBound() {
        EXAMPLES.forEach((setting, example) -> with(
                "cache.caches.users." + setting + ": " + example.getKey(),
                registry -> assertThat(registry.spec("users").settings())
                        .as(setting)
                        .containsEntry(setting, example.getValue())));
    }

    @Test
    void eachSettingOfTheDefaultsHoldsForACacheThatDoesNotSetIt() {
        EXAMPLES.forEach((setting, example) -> with(
                "cache.defaults." + setting + ": " + example.getKey() + "\ncache.caches.users.type: memory",
                registry -> assertThat(registry.spec("users").settings())
                        .as(setting)
                        .containsEntry(setting, example.getValue())));
    }

    @Test
    void aSettingOfACacheTakesThePlaceOfTheDefaults() {
        with(
                """
                cache:
                  defaults: { ttl: 10m, cache-nulls: true, write-behind: { interval: 1s, batch-size: 10 } }
                  caches:
                    users: { ttl: 1h, cache-nulls: false, write-behind: { batch-size: 20 } }
                """,
                registry -> assertThat(registry.spec("users").settings())
                        .containsEntry("ttl", "PT1H")
                        .containsEntry("cache-nulls", false)
                        .containsEntry("write-behind.interval", "PT1S")
                        .containsEntry("write-behind.batch-size", 20));
    }

    @Test
    void oneBoundTakesThePlaceOfTheOther() {
        with(
                "cache: { defaults: { max-size: 100 }, caches: { a: { max-bytes: 64MB }, b: { max-size: 5 }, c: { ttl: 1m } } }",
                registry -> {
                    assertThat(registry.spec("a").maxBytes()).isEqualTo(64 * 1024 * 1024);
                    assertThat(registry.spec("a").maxSize()).isNull();
                    assertThat(registry.spec("b").maxSize()).isEqualTo(5);
                    assertThat(registry.spec("c").maxSize()).isEqualTo(100);
                });
        with(
                "cache: { defaults: { max-bytes: 1MB }, caches: { a: { max-size: 7 } } }",
                registry -> assertThat(registry.spec("a"))
                        .extracting(CacheSpec::maxSize, CacheSpec::maxBytes)
                        .containsExactly(7L, null));
    }

    @ParameterizedTest
    @CsvSource({
        "10%, 0.1",
        "'10 %', 0.1",
        "0.1, 0.1",
        "'0.1', 0.1",
        "'\"0.1\"', 0.1",
        "2.5%, 0.025",
        "0, 0",
        "0%, 0",
        "0.0, 0"
    })
    void aJitterIsAPercentageOrAShare(String written, double jitter) {
        with(
                "cache.caches.users.jitter: " + written,
                registry -> assertThat(registry.spec("users").jitter()).isEqualTo(jitter));
    }

    @ParameterizedTest
    @CsvSource({
        "80%, 80%",
        "'80 %', 80%",
        "0.8, 80%",
        "'\"0.8\"', 80%",
        "62.5%, 62.5%",
        "auto, auto",
        "AUTO, auto",
        "off, off",
        "'\"off\"', off",
        "on, auto",
        "1, off",
        "100%, off"
    })
    void aRefreshIsAPercentageOrAShareOrAWord(String written, String shown) {
        with(
                "cache.caches.users.refresh-ahead: " + written,
                registry -> assertThat(registry.spec("users").settings()).containsEntry("refresh-ahead", shown));
    }

    @Test
    void zeroSwitchesATimeOffThatTheDefaultsSet() {
        with(
                """
                cache:
                  defaults: { stale-for: 1h, hard-timeout: 1s, refresh-ahead: 80%, hot-keys.threshold: 50, tags: ['#key'] }
                  caches.users: { stale-for: 0, hard-timeout: 0s, refresh-ahead: off, hot-keys.threshold: 0, tags: [] }
                """,
                registry -> assertThat(registry.spec("users").settings())
                        .containsEntry("stale-for", "PT0S")
                        .containsEntry("hard-timeout", "PT0S")
                        .containsEntry("refresh-ahead", "off")
                        .containsEntry("hot-keys.threshold", 0)
                        .containsEntry("hot-keys.local-ttl", "PT5S")
                        .containsEntry("tags", List.of()));
    }

    @Test
    void numbersWithoutAUnitAreBytesAndMilliseconds() {
        with("cache.caches.users: { max-bytes: 4096, ttl: 1500 }", registry -> {
            assertThat(registry.spec("users").maxBytes()).isEqualTo(4096);
            assertThat(registry.spec("users").ttl()).isEqualTo(Duration.ofMillis(1500));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"users:", "users: {}", "users: ''"})
    void aCacheIsDeclaredByItsNameAlone(String line) {
        with("cache:\n  defaults:\n    ttl: 10m\n  caches:\n    orders:\n      ttl: 1h\n    " + line, registry -> {
            assertThat(registry.names()).containsExactly("orders", "users");
            assertThat(registry.spec("users").ttl()).isEqualTo(Duration.ofMinutes(10));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop:users", "a.b", "snake_case", "mit Leerzeichen", "a/b#c%d{e}", "Größe", "UPPER", "42"})
    void aNameInBracketsMayHaveAnyCharacters(String name) {
        with("cache:\n  caches:\n    \"[" + name + "]\":\n      ttl: 1h\n      write-behind.interval: 1s", registry -> {
            assertThat(registry.names()).containsExactly(name);
            assertThat(registry.spec(name).ttl()).isEqualTo(Duration.ofHours(1));
            assertThat(registry.spec(name).writeInterval()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "users-by-mail", "usersByMail", "42"})
    void aNameOfLettersDigitsAndHyphensNeedsNoBrackets(String name) {
        with(
                "cache.caches." + name + ".ttl: 1h",
                registry -> assertThat(registry.names()).containsExactly(name));
    }

    @Test
    void settingsOfACacheComeFromTheEnvironmentToo() {
        Yml.application()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                "systemEnvironment",
                                new SystemEnvironmentPropertySource(
                                        "systemEnvironment",
                                        Map.of(
                                                "CACHE_CACHES_USERS_TTL", "1h",
                                                "CACHE_CACHES_USERS_MAXSIZE", "7",
                                                "CACHE_DEFAULTS_WRITEBEHIND_BATCHSIZE", "9"))))
                .run(context -> assertThat(context.getBean(CacheRegistry.class)
                                .spec("users")
                                .settings())
                        .containsEntry("ttl", "PT1H")
                        .containsEntry("max-size", 7L)
                        .containsEntry("write-behind.batch-size", 9));
    }

    // What is not set

    @Test
    void whatNobodySetsIsWhatTheReferenceSays() {
        Map<String, Object> builtIn = CacheSpec.builtIn().settings();
        with(
                "cache.caches.users.max-size: 1",
                registry -> assertThat(registry.spec("users"))
                        .isEqualTo(CacheSpec.builtIn().maxSize(1)));
        for (Reference.Setting setting : Reference.ofCaches()) {
            if (setting.hasDefault()) {
                with(
                        "cache.caches.users." + setting.name() + ": '" + setting.defaultValue() + "'",
                        registry -> assertThat(registry.spec("users").settings().get(setting.name()))
                                .as("default of %s in the reference", setting.name())
                                .isNotNull()
                                .isEqualTo(builtIn.get(setting.name())));
            } else {
                assertThat(builtIn)
                        .as("%s, whose default in the reference is no value", setting.name())
                        .doesNotContainKey(setting.name());
            }
        }
    }

    @Test
    void whatNobodySetsTowardsRedisIsWhatTheReferenceSays() {
        CacheProperties.Redis unset = properties("cache.enabled=true").redis();
        assertThat(Reference.ofTheApplication())
                .filteredOn(setting -> setting.name().startsWith("cache.redis."))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(properties(setting.name() + "=" + setting.defaultValue())
                                .redis())
                        .as(setting.name())
                        .isEqualTo(unset));
    }

    @Test
    void eachSettingTowardsRedisIsBound() {
        assertThat(properties(
                                "cache.redis.command-timeout=2s",
                                "cache.redis.max-value-size=2MB",
                                "cache.redis.partitions=4",
                                "cache.redis.log.max-length=500",
                                "cache.redis.log.poll-interval=100ms",
                                "cache.redis.breaker.window-size=50",
                                "cache.redis.breaker.min-calls=10",
                                "cache.redis.breaker.failure-rate=25%",
                                "cache.redis.breaker.probe-interval=3s")
                        .redis())
                .isEqualTo(new CacheProperties.Redis(
                        Duration.ofSeconds(2),
                        DataSize.ofMegabytes(2),
                        4,
                        new CacheProperties.Log(500, Duration.ofMillis(100)),
                        new CacheProperties.Breaker(50, 10, new Percentage(0.25), Duration.ofSeconds(3))));
    }

    @Test
    void theThreadsThatLoadInTheBackgroundAreThoseOfTheReference() {
        assertThat(properties("cache.loading.threads=7", "cache.loading.queue-size=8")
                        .loading())
                .isEqualTo(new CacheProperties.Loading(7, 8));
        CacheProperties.Loading unset = properties("cache.enabled=true").loading();
        assertThat(Reference.ofTheApplication())
                .filteredOn(setting -> setting.name().startsWith("cache.loading."))
                .hasSize(2)
                .allSatisfy(setting -> assertThat(properties(setting.name() + "=" + setting.defaultValue())
                                .loading())
                        .as(setting.name())
                        .isEqualTo(unset));
    }

    @Test
    void settingsHaveTheNamesThatADescriptionGivesThem() {
        CacheSpec all = CacheSpec.builtIn()
                .maxSize(1)
                .ttl(Duration.ofHours(1))
                .idleTtl(Duration.ofHours(1))
                .nullTtl(Duration.ofHours(1))
                .valueType(String.class)
                .redisConnection("redis")
                .keyIndex(true)
                .localTtl(Duration.ofHours(1))
                .tags(List.of("#key"))
                .loading(LoadSpec.UNSET
                        .withStaleFor(Duration.ofHours(1))
                        .withFailureTtl(Duration.ofSeconds(1))
                        .withSoftTimeout(Duration.ofSeconds(1))
                        .withHardTimeout(Duration.ofSeconds(1))
                        .withRefreshAhead(RefreshAhead.AUTO))
                .hotKeys(new HotKeySpec(10, null))
                .orElse(CacheSpec.builtIn());
        assertThat(EXAMPLES.keySet())
                .containsAll(all.settings().keySet())
                .containsAll(all.maxBytes(1).settings().keySet())
                .hasSize(all.maxBytes(1).settings().size())
                .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
    }

    private static CacheProperties properties(String... settings) {
        CacheProperties[] bound = new CacheProperties[1];
        Yml.application()
                .withPropertyValues(settings)
                .run(context -> bound[0] = context.getBean(CacheProperties.class));
        return bound[0];
    }

    private static void with(String lines, Consumer<CacheRegistry> expectation) {
        run(Yml.application(lines), expectation);
    }

    private static void run(ApplicationContextRunner runner, Consumer<CacheRegistry> expectation) {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            expectation.accept(context.getBean(CacheRegistry.class));
        });
    }
}
