package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What somebody reads whose application does not start: setting, value and fix. */
@ExtendWith(OutputCaptureExtension.class)
class CacheStartupReportTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-size               | 0              | is 0, which is out of range.       | Set it to at least 1.",
                "max-size               | -5             | is -5, which is out of range.      | Set it to at least 1.",
                "max-bytes              | 0B             | is 0, which is out of range.       | Set it to at least 1.",
                "ttl                    | 0s             | is 0s, which is out of range.      | Set it between 1ms and 3650d.",
                "ttl                    | -1m            | is -60s, which is out of range.     | Set it between 1ms and 3650d.",
                "ttl                    | 500us          | is PT0.0005S, which is out of range. | Set it between 1ms and 3650d.",
                "ttl                    | 3651d          | is 3651d, which is out of range.   | Set it between 1ms and 3650d.",
                "ttl                    | PT2562047788015215H | is 9223372036854774000s, which is out | Set it between",
                "idle-ttl               | 0ms            | is 0s, which is out of range.      | Set it between 1ms and 3650d.",
                "local-ttl              | 0ms            | is 0s, which is out of range.      | Set it between 1ms and 3650d.",
                "null-ttl               | -1ns           | is PT-0.000000001S, which is out of range.    | Set it between 1ms and 3650d.",
                "cleanup-interval       | 99ms           | is 99ms, which is out of range.    | Set it between 100ms and 1d.",
                "cleanup-interval       | 25h            | is 90000s, which is out of range.     | Set it between 100ms and 1d.",
                "write-behind.interval  | 61s            | is 61s, which is out of range.     | Set it between 1ms and 60s.",
                "write-behind.batch-size| 0              | is 0, which is out of range.       | Set it between 1 and 10000.",
                "write-behind.batch-size| 10001          | is 10001, which is out of range.   | Set it between 1 and 10000.",
                "jitter                 | 95%            | is 0.95, which is out of range.    | Set it to a share from 0% to 90%.",
                "jitter                 | 10             | is 10.0, which is out of range.    | Set it to a share from 0% to 90%.",
                "jitter                 | -1%            | is -0.01, which is out of range.   | Set it to a share from 0% to 90%.",
                "jitter                 | NaN            | is NaN, which is out of range.     | Set it to a share from 0% to 90%.",
                "key-prefix             | a{b}           | is 'a{b}', which is blank or holds | without braces",
                "stale-for              | -1s            | is -1s, which is out of range.     | Set it between 1ms and 3650d.",
                "stale-for              | 3651d          | is 3651d, which is out of range.   | Set it between 1ms and 3650d.",
                "stale-retry            | 0s             | is 0s, which is out of range.      | Set it between 1ms and 1d.",
                "failure-ttl            | 25h            | is 90000s, which is out of range.  | Set it between 1ms and 1d.",
                "soft-timeout           | 61m            | is 3660s, which is out of range.   | Set it between 1ms and 3600s.",
                "hard-timeout           | 61m            | is 3660s, which is out of range.   | Set it between 1ms and 3600s.",
                "lease-time             | 99ms           | is 99ms, which is out of range.    | Set it between 100ms and 3600s.",
                "refresh-ahead          | 0%             | is 0%, which is out of range.      | Set it to a share above 0% and up to 100%, to auto or to off.",
                "refresh-ahead          | 80             | is 8000%, which is out of range.   | Set it to a share above 0% and up to 100%, to auto or to off.",
                "hot-keys.threshold     | 1              | is 1, which is out of range.       | Set it between 2 and 1000000.",
                "hot-keys.local-ttl     | 0s             | is 0s, which is out of range.      | Set it between 1ms and 3600s.",
                "writer.interval        | 11m            | is 660s, which is out of range.    | Set it between 1ms and 600s.",
                "writer.batch-size      | 0              | is 0, which is out of range.       | Set it between 1 and 10000.",
                "writer.queue-size      | 0              | is 0, which is out of range.       | Set it between 1 and 1000000.",
                "writer.max-attempts    | 1001           | is 1001, which is out of range.    | Set it between 1 and 1000.",
                "writer.backoff         | 2h             | is 7200s, which is out of range.   | Set it between 1ms and 3600s.",
                "tags                   | #key +         | has '#key +', which is not an expression | Write it like those of @Cacheable",
                "type                   | caffeine       | is 'caffeine', which is not a type | Use one of cluster, memory, redis, two-level."
            })
    void aValueOutOfRange(String setting, String value, String problem, String fix, CapturedOutput output) {
        start("--cache.caches.users." + setting + "=" + value);
        isReported(output, "cache.caches.users." + setting + " " + problem, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl      | 0s       | is 0s, which is out of range.      | Set it between 1ms and 3650d.",
                "type     | caffeine | is 'caffeine', which is not a type | Use one of cluster, memory, redis, two-level.",
                "jitter   | 100%     | is 1.0, which is out of range.     | Set it to a share from 0% to 90%."
            })
    void ofTheDefaultsEvenIfNoCacheIsDeclared(
            String setting, String value, String problem, String fix, CapturedOutput output) {
        start("--cache.defaults." + setting + "=" + value);
        isReported(output, "cache.defaults." + setting + " " + problem, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command-timeout   | 0ms      | is 0ms, which is out of range.       | Set it between 1ms and 60000ms.",
                "command-timeout   | 60001ms  | is 60001ms, which is out of range.  | Set it between 1ms and 60000ms.",
                "command-timeout   | PT9223372036854775807S | which is out of range. | Set it between 1ms and 60000ms.",
                "max-value-size    | 0B       | is 0 bytes, which is out of range.  | Set it between 1B and 512MB.",
                "max-value-size    | 513MB    | is 537919488 bytes, which is out of | Set it between 1B and 512MB.",
                "partitions        | 0        | is 0, which is out of range.        | Set it between 1 and 1024.",
                "partitions        | 1025     | is 1025, which is out of range.     | Set it between 1 and 1024.",
                "log.max-length    | 99       | is 99, which is out of range.       | Set it between 100 and 10000000.",
                "log.max-length    | 10000001 | is 10000001, which is out of range. | Set it between 100 and 10000000.",
                "log.poll-interval | 9ms      | is 9ms, which is out of range.      | Set it between 10ms and 60000ms.",
                "log.poll-interval | 2m       | is 120000ms, which is out of range.       | Set it between 10ms and 60000ms.",
                "breaker.window-size | 0        | is 0, which is out of range.      | Set it between 1 and 10000.",
                "breaker.window-size | 10001    | is 10001, which is out of range.  | Set it between 1 and 10000.",
                "breaker.min-calls   | 0        | is 0, which is out of range.      | Set it between 1 and 10000.",
                "breaker.min-calls   | 21       | is 21, which is more than cache.redis.breaker.window-size, 20. | Set it between 1 and 20",
                "breaker.failure-rate | 0%      | is 0.0, which is out of range.    | Set it to a share from 1% to 100%.",
                "breaker.failure-rate | 101%    | is 1.01, which is out of range.   | Set it to a share from 1% to 100%.",
                "breaker.failure-rate | NaN     | is NaN, which is out of range.    | Set it to a share from 1% to 100%.",
                "breaker.probe-interval | 9ms   | is 9ms, which is out of range.    | Set it between 10ms and 60000ms.",
                "breaker.probe-interval | 61s   | is 61000ms, which is out of range. | Set it between 10ms and 60000ms."
            })
    void towardsRedis(String setting, String value, String problem, String fix, CapturedOutput output) {
        start("--cache.redis." + setting + "=" + value);
        isReported(output, "cache.redis." + setting + " ", fix);
        assertThat(output).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({"threads, 0, 10000", "threads, 10001, 10000", "queue-size, 0, 10000000"})
    void ofTheThreadsThatLoad(String setting, String value, String most, CapturedOutput output) {
        start("--cache.loading." + setting + "=" + value);
        isReported(
                output,
                "cache.loading." + setting + " is " + value + ", which is out of range.",
                "Set it between 1 and " + most + ".");
    }

    @Test
    void twoBounds(CapturedOutput output) {
        start("--cache.caches.users.max-size=10", "--cache.caches.users.max-bytes=1MB");
        isReported(
                output,
                "cache.caches.users.max-size is 10, which stands beside max-bytes (1048576).",
                "Set one of the two.");
    }

    @Test
    void anEvictionThatNeedsATimeToLive(CapturedOutput output) {
        start("--cache.caches.users.eviction=ttl");
        isReported(
                output,
                "cache.caches.users.eviction is ttl, which needs a time to live.",
                "Set cache.caches.users.ttl.");
    }

    @Test
    void aNameThatNeedsBracketsIsShownInThem(CapturedOutput output) {
        start("--cache.caches.[shop:users].max-size=0");
        isReported(output, "cache.caches.[shop:users].max-size is 0", "Set it to at least 1.");
    }

    @Test
    void aNameThatIsTooLong(CapturedOutput output) {
        start("--cache.caches." + "x".repeat(251) + ".max-size=1");
        isReported(output, "Name of a cache is 'xxx", "Give it 1 to 250 characters");
    }

    @Test
    void aPrefixThatIsBlank(CapturedOutput output) {
        start("--cache.caches.users.key-prefix= ");
        isReported(output, "cache.caches.users.key-prefix is '", "Set it to some text without braces");
    }

    @ParameterizedTest
    @CsvSource({
        "cache.caches.users.ttll, 5m",
        "cache.caches.[shop:users].write-behind.intervall, 5ms",
        "cache.defaults.max-entries, 5",
        "cache.redis.timeout, 5s",
        "cache.redis.password, not to be shown",
        "cache.names, users"
    })
    void anUnknownNameIsShownBesideThoseThatExist(String name, String value, CapturedOutput output) {
        start("--" + name + "=" + value);
        isReported(output, name.replace(".[", "[") + " is set, but there is no such setting", "Correct the name");
        assertThat(output)
                .contains(
                        "enabled, create-unknown, defaults, caches, loading, redis, cluster, http, grpc; a cache has type, max-size, max-bytes, ttl")
                .doesNotContain("not to be shown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eviction     | fifo         | LRU",
                "write-policy | write-later  | WRITE_BEHIND",
                "ttl          | soon         | is not a valid duration",
                "max-bytes    | much         | does not match data size pattern",
                "max-size     | many         | failed to convert",
                "value-type   | com.shop.Usr | com.shop.Usr",
                "jitter       | some         | is not a percentage: write it as 10% or as 0.1",
                "refresh-ahead | some        | is no share: write it as 80% or as 0.8, or auto, or off",
                "on-error     | ignore       | DEGRADE",
                "writer.mode  | later        | WRITE_BEHIND"
            })
    void aValueThatCannotBeReadIsShown(String setting, String value, String explanation, CapturedOutput output) {
        start("--cache.caches.users." + setting + "=" + value);
        assertThat(output).contains("APPLICATION FAILED TO START", "cache.caches.users." + setting, value, explanation);
    }

    private static void isReported(CapturedOutput output, String description, String action) {
        assertThat(output)
                .containsSubsequence("APPLICATION FAILED TO START", "Description:", description, "Action:", action)
                .doesNotContain("\tat io.leafboot");
    }

    private static void start(String... arguments) {
        assertThatThrownBy(() -> Bare.start(arguments)).isNotNull();
    }
}
