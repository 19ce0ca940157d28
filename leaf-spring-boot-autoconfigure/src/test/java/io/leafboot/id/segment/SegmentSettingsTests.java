package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentSettingsTests {

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badValues")
    void aValueOutOfRangeIsNamedWithItsSetting(String setting, Object value, TestSettings settings) {
        assertThatThrownBy(settings::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting + " is " + value + "; allowed is ");
    }

    static Stream<Arguments> badValues() {
        Duration zero = Duration.ZERO;
        Duration negative = Duration.ofMillis(-1);
        Duration eternal = Duration.ofDays(366);
        return Stream.of(
                Arguments.of("min-step", 0, TestSettings.of().steps(0, 100, 100)),
                Arguments.of("min-step", 100_000_001, TestSettings.of().steps(100_000_001, 100, 100)),
                Arguments.of("min-step", 101, TestSettings.of().steps(101, 100, 100)),
                Arguments.of("max-step", 0, TestSettings.of().steps(1, 1, 0)),
                Arguments.of("max-step", 100_000_001, TestSettings.of().steps(1, 1, 100_000_001)),
                Arguments.of("default-step", 0, TestSettings.of().steps(1, 0, 100)),
                Arguments.of("default-step", 101, TestSettings.of().steps(1, 101, 100)),
                Arguments.of("step-adjust-ratio", 1.0, TestSettings.of().stepAdjustRatio(1.0)),
                Arguments.of("step-adjust-ratio", 10.1, TestSettings.of().stepAdjustRatio(10.1)),
                Arguments.of("step-adjust-ratio", Double.NaN, TestSettings.of().stepAdjustRatio(Double.NaN)),
                Arguments.of("preload-threshold", 0.0, TestSettings.of().preloadThreshold(0.0)),
                Arguments.of("preload-threshold", 1.0, TestSettings.of().preloadThreshold(1.0)),
                Arguments.of("preload-threshold", Double.NaN, TestSettings.of().preloadThreshold(Double.NaN)),
                Arguments.of("segment-duration", "0s", TestSettings.of().segmentDuration(zero)),
                Arguments.of("segment-duration", "8784h", TestSettings.of().segmentDuration(eternal)),
                Arguments.of("outage-budget", "-0.001s", TestSettings.of().outageBudget(negative)),
                Arguments.of("outage-budget", "8784h", TestSettings.of().outageBudget(eternal)),
                Arguments.of("acquire-timeout", "0s", TestSettings.of().acquireTimeout(zero)),
                Arguments.of("acquire-timeout", "8784h", TestSettings.of().acquireTimeout(eternal)),
                Arguments.of("cleanup-interval", "0s", TestSettings.of().cleanupInterval(zero)),
                Arguments.of("cleanup-interval", "8784h", TestSettings.of().cleanupInterval(eternal)),
                Arguments.of("max-batch", 0, TestSettings.of().maxBatch(0)),
                Arguments.of("max-batch", 10_000_001, TestSettings.of().maxBatch(10_000_001)));
    }

    @Test
    void theEndsOfTheRangesAreAllowed() {
        assertThatCode(() -> TestSettings.of()
                        .step(1)
                        .maxBatch(1)
                        .outageBudget(Duration.ZERO)
                        .build())
                .doesNotThrowAnyException();
        assertThatCode(() -> TestSettings.of()
                        .step(100_000_000)
                        .maxBatch(10_000_000)
                        .stepAdjustRatio(10.0)
                        .acquireTimeout(Duration.ofDays(365))
                        .build())
                .doesNotThrowAnyException();
    }
}
