package io.leafboot.id.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnowflakeLayoutTests {

    private static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");

    @Test
    void timeAndWorkerAreReadBack() {
        SnowflakeLayout layout = new SnowflakeLayout(EPOCH, 10, 12);
        long id = 1_234_567L << 22 | 1_023L << 12 | 4_095;
        assertThat(layout.time(id)).isEqualTo(EPOCH.plusMillis(1_234_567));
        assertThat(layout.worker(id)).isEqualTo(1_023);
        assertThat(layout.workers()).isEqualTo(1_024);
    }

    @Test
    void theDefaultLastsFor69Years() {
        assertThat(new SnowflakeLayout(EPOCH, 10, 12).end()).isEqualTo(Instant.parse("2093-09-06T15:47:35.551Z"));
        assertThat(new SnowflakeLayout(EPOCH, 5, 12).end()).isAfter(Instant.parse("4000-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-01-01T00:00:00Z     | 0  | 12 | worker-bits is 0; allowed is from 1 to 16.",
                "2024-01-01T00:00:00Z     | 17 | 2  | worker-bits is 17; allowed is from 1 to 16.",
                "2024-01-01T00:00:00Z     | 10 | 0  | sequence-bits is 0; allowed is from 1 to 21.",
                "2024-01-01T00:00:00Z     | 10 | 13 | sequence-bits is 13; allowed is at most 12 beside worker-bits 10",
                "1969-12-31T00:00:00Z     | 10 | 12 | epoch is 1969-12-31T00:00:00Z; allowed is a whole second",
                "2024-01-01T00:00:00.001Z | 10 | 12 | epoch is 2024-01-01T00:00:00.001Z; allowed is a whole second",
            })
    void bitsOutOfRange(Instant epoch, int workerBits, int sequenceBits, String message) {
        assertThatThrownBy(() -> new SnowflakeLayout(epoch, workerBits, sequenceBits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0.05S | PT2S  | PT5S    | lease is 0.05s; allowed is from 0.1s to 1h.",
                "PT2H    | PT2S  | PT5S    | lease is 2h; allowed is from 0.1s to 1h.",
                "PT1M    | PT-1S | PT5S    | max-backward is -1s; allowed is from 0s to 1m.",
                "PT1M    | PT61S | PT5S    | max-backward is 1m1s; allowed is from 0s to 1m.",
                "PT1M    | PT2S  | PT0.001S | max-clock-skew is 0.001s; allowed is from 0.01s to 1h.",
            })
    void timesOutOfRange(Duration lease, Duration maxBackward, Duration skew, String message) {
        SnowflakeLayout layout = new SnowflakeLayout(EPOCH, 10, 12);
        assertThatThrownBy(
                        () -> new SnowflakeSettings(layout, lease, maxBackward, skew, Duration.ofSeconds(2), 100_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
