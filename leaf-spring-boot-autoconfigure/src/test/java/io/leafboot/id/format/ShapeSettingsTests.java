package io.leafboot.id.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.autoconfigure.LeafStartupException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ShapeSettingsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format.prefix=123456789012345678901234567890123 | leaf.tags.order.format.prefix is of 33 characters; allowed is up to 32",
                "format.separator=---------,format.date=yyyy | leaf.tags.order.format.separator is of 9 characters; allowed is up to 8",
                "format.separator=- | format.separator is set without a date",
                "format.pad=21 | leaf.tags.order.format.pad is 21; allowed is from 0 to 20",
                "format.pad=-1 | leaf.tags.order.format.pad is -1",
                "format.date=YYYYMMdd | leaf.tags.order.format.date is 'YYYYMMdd'; allowed is yyyy or yy",
                "format.date=MMdd | a year always",
                "format.date=yyyyMMddHH | allowed is yyyy or yy",
                "reset=day | leaf.tags.order.reset is day, but the text does not tell the day",
                "reset=day,format.prefix=A | the text does not tell the day",
                "reset=day,format.date=yyyyMM | the text does not tell the day",
                "reset=month,format.date=yyyy | the text does not tell the month",
                "type=snowflake,obfuscate.key=k,obfuscate.bits=32 | leaf.tags.order.obfuscate.bits is 32; allowed is 63 for type snowflake",
                "obfuscate.key= | leaf.tags.order.obfuscate.key is not set",
                "obfuscate.bits=32 | leaf.tags.order.obfuscate.key is not set",
                "obfuscate.key=k,obfuscate.bits=7 | leaf.tags.order.obfuscate.bits is 7; allowed is from 8 to 63",
                "obfuscate.key=k,obfuscate.bits=64 | leaf.tags.order.obfuscate.bits is 64"
            })
    void endTheStart(String settings, String problem) {
        String[] properties = settings.split(",");
        for (int i = 0; i < properties.length; i++) {
            properties[i] = "leaf.tags.order." + properties[i];
        }
        fails(problem, properties);
    }

    @Test
    void aTagThatIsTheRowOfAnothersPeriodEndsTheStart() {
        fails(
                "is the row of a period of tag 'order'",
                "leaf.tags.order.reset=year",
                "leaf.tags.order.format.date=yyyy",
                "leaf.tags.[order.2026].step=5");
    }

    @Test
    void aTagTooLongForTheKeysOfItsPeriodsEndsTheStart() {
        String tag = "x".repeat(118);
        fails(
                "would have 129 characters",
                "leaf.tags." + tag + ".reset=day",
                "leaf.tags." + tag + ".format.date=yyyyMMdd");
    }

    @Test
    void anApplicationEndsWithTheSentenceAndWithoutTheKey() {
        LeafRunner.onNewDatabase()
                .withPropertyValues("leaf.tags.order.obfuscate.key=hidden", "leaf.tags.order.obfuscate.bits=2")
                .run(context -> {
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .isInstanceOf(LeafStartupException.class)
                            .hasMessageContaining("leaf.tags.order.obfuscate.bits is 2");
                    for (Throwable e = context.getStartupFailure(); e != null; e = e.getCause()) {
                        assertThat(e.toString()).doesNotContain("hidden");
                    }
                });
    }

    private static void fails(String problem, String... settings) {
        Map<String, String> properties = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            properties.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        LeafProperties bound = new Binder(new MapConfigurationPropertySource(properties))
                .bind("leaf", LeafProperties.class)
                .get();
        assertThatExceptionOfType(LeafStartupException.class)
                .isThrownBy(() -> ShapeSettings.shapes(bound))
                .withMessageContaining(problem);
    }
}
