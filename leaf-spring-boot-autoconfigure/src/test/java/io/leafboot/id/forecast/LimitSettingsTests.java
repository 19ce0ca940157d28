package io.leafboot.id.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.segment.SegmentClaim;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitSettingsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step=1                                                    |",
                "max-id=99                                                 | 99",
                "column-type=smallint                                      | 32767",
                "column-type=integer                                       | 2147483647",
                "column-type=integer,max-id=99                             | 99",
                "column-type=smallint,max-id=99999                         | 32767",
                "obfuscate.key=k,obfuscate.bits=32                         | 4294967295",
                "obfuscate.key=k,obfuscate.bits=32,column-type=integer     | 2147483647",
                "obfuscate.key=k                                           |"
            })
    void theHighestIdIsTheLowestOfWhatTheSettingsSay(String settings, Long highest) {
        assertThat(bind(settings).ofRow("order")).isEqualTo(highest);
        assertThat(bind(settings).ofRow("user")).isNull();
    }

    @Test
    void aBigintEndsWhereIdsEnd() {
        assertThat(bind("column-type=bigint").ofRow("order")).isEqualTo(SegmentClaim.HIGHEST_ID);
    }

    @Test
    void eachPeriodHasTheHighestIdOfItsTagAndThereIsNoForecast() {
        LimitSettings limits = bind("max-id=99,reset=day,format.date=yyyyMMdd");
        assertThat(limits.ofRow("order.2026-11-26")).isEqualTo(99);
        assertThat(limits.ofRow("order.2026-11")).isNull();
        assertThat(limits.ofTags()).isEmpty();
        assertThat(bind("max-id=99").ofTags()).containsOnly(Map.entry("order", 99L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-id=0                                    | leaf.tags.order.max-id is 0; allowed is from 1",
                "max-id=100,start=101                        | leaf.tags.order.start is 101, and the highest id 100",
                "column-type=smallint,start=32768            | the highest id 32767",
                "obfuscate.key=k,obfuscate.bits=8,start=256  | the highest id 255",
                "type=snowflake,max-id=100                   | allowed is that for tags of type segment",
                "type=uuid7,column-type=bigint               | allowed is that for tags of type segment"
            })
    void whatCannotBeIsAnErrorAtStart(String settings, String problem) {
        assertThatExceptionOfType(LeafStartupException.class)
                .isThrownBy(() -> bind(settings))
                .withMessageContaining(problem);
    }

    private static LimitSettings bind(String settings) {
        Map<String, String> properties = new HashMap<>();
        for (String setting : settings.split(",")) {
            int equals = setting.indexOf('=');
            properties.put("leaf.tags.order." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new LimitSettings(new Binder(new MapConfigurationPropertySource(properties))
                .bind("leaf", LeafProperties.class)
                .get());
    }
}
