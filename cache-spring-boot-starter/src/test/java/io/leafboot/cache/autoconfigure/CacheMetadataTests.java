package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.OnError;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.WriterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** What an IDE shows while somebody types {@code cache.}. */
class CacheMetadataTests {

    private static Map<String, Object> metadata;

    @BeforeAll
    static void read() throws IOException {
        // Of the generated files on the class path, the one beside our classes.
        String file = CacheProperties.class.getName().replace('.', '/') + ".class";
        String root = CacheProperties.class.getClassLoader().getResource(file).toString();
        root = root.substring(0, root.length() - file.length());
        try (InputStream in = URI.create(root + "META-INF/spring-configuration-metadata.json")
                .toURL()
                .openStream()) {
            metadata =
                    JsonParserFactory.getJsonParser().parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachSettingOfTheReferenceIsThereAndNoOther() {
        assertThat(properties())
                .extracting(property -> property.get("name"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                Stream.of("cache.caches"),
                                Reference.ofTheApplication().stream()
                                        .map(Reference.Setting::name)
                                        .filter(name -> !name.endsWith("*")),
                                Reference.ofCaches().stream().map(setting -> "cache.defaults." + setting.name()))
                        .flatMap(names -> names)
                        .toList());
    }

    @Test
    void eachPropertyHasADescriptionThatIsASentence() {
        assertThat(properties())
                .allSatisfy(property -> assertThat((String) property.get("description"))
                        .as("%s", property.get("name"))
                        .isNotNull()
                        .matches("[A-Z].*\\.")
                        .doesNotContain("{@", "<"));
    }

    @Test
    void eachPropertyHasTheDefaultOfTheReference() {
        Stream.concat(Reference.ofTheApplication().stream(), Reference.ofCaches().stream())
                .filter(setting -> !setting.name().endsWith("*"))
                .forEach(
                        setting -> assertThat(Objects.toString(property(setting).get("defaultValue"), null))
                                .as(setting.name())
                                .isEqualTo(setting.hasDefault() ? setting.defaultValue() : null));
    }

    @Test
    void choicesHaveHintsForEachValue() {
        assertThat(hints("type"))
                .containsExactly(CacheSpec.MEMORY, CacheSpec.REDIS, CacheSpec.TWO_LEVEL, CacheSpec.CLUSTER);
        assertThat(providers("type")).containsExactly("any");
        assertThat(hints("eviction")).isEqualTo(names(Eviction.values()));
        assertThat(hints("write-policy")).isEqualTo(names(WritePolicy.values()));
        assertThat(hints("on-error")).isEqualTo(names(OnError.values()));
        assertThat(hints("writer.mode")).isEqualTo(names(WriterSpec.Mode.values()));
        assertThat(hints("refresh-ahead")).contains("auto", "off");
        assertThat(providers("refresh-ahead")).containsExactly("any");
        assertThat(providers("redis")).containsExactly("spring-bean-reference");
        assertThat(providers("value-type")).containsExactly("class-reference");
        assertThat(entries(metadata, "hints"))
                .extracting(hint -> hint.get("name"))
                .contains("cache.caches.keys");
    }

    @Test
    void hintsAreForPropertiesThatAreThere() {
        List<String> names = properties().stream()
                .map(property -> property.get("name").toString())
                .toList();
        assertThat(entries(metadata, "hints"))
                .extracting(hint -> hint.get("name").toString().replaceAll("\\.keys$", ""))
                .isNotEmpty()
                .isSubsetOf(names);
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static List<Map<String, Object>> properties() {
        return entries(metadata, "properties").stream()
                .filter(property -> property.get("name").toString().startsWith("cache."))
                .toList();
    }

    private static Map<String, Object> property(Reference.Setting setting) {
        String name = setting.name().startsWith("cache.") ? setting.name() : "cache.defaults." + setting.name();
        return properties().stream()
                .filter(property -> property.get("name").equals(name))
                .findAny()
                .orElseThrow();
    }

    private static List<Object> hints(String setting) {
        return hint(setting, "values").map(value -> value.get("value")).toList();
    }

    private static List<Object> providers(String setting) {
        return hint(setting, "providers").map(value -> value.get("name")).toList();
    }

    private static Stream<Map<String, Object>> hint(String setting, String key) {
        return entries(metadata, "hints").stream()
                .filter(hint -> hint.get("name").equals("cache.defaults." + setting))
                .flatMap(hint -> entries(hint, key).stream());
    }

    @SuppressWarnings("unchecked") // it is JSON
    private static List<Map<String, Object>> entries(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.getOrDefault(key, List.of());
    }
}
