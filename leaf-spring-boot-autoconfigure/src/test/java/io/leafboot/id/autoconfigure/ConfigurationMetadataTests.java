package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.autoconfigure.LeafJsonProperties.IdsAsStrings;
import io.leafboot.id.autoconfigure.LeafProperties.Allocator;
import io.leafboot.id.autoconfigure.LeafProperties.Database;
import io.leafboot.id.segment.Ordering;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** What an IDE shows while somebody types {@code leaf.}. */
class ConfigurationMetadataTests {

    /** Without these there is nothing to fall back on. */
    private static final List<String> WITHOUT_DEFAULT = List.of(
            "leaf.datasource.url",
            "leaf.datasource.username",
            "leaf.datasource.password",
            "leaf.datasource.driver-class-name",
            "leaf.http.claims.max-size",
            "leaf.http.client.urls",
            "leaf.http.client.token",
            "leaf.http.client.tokens",
            "leaf.http.client.ssl-bundle",
            "leaf.http.tokens",
            "leaf.tags");

    private static Map<String, Object> metadata;

    @BeforeAll
    static void read() throws IOException {
        // Of the generated files on the class path, the one beside our classes.
        String file = LeafProperties.class.getName().replace('.', '/') + ".class";
        String root = LeafProperties.class.getClassLoader().getResource(file).toString();
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
                .extracting(property -> property.get("name").toString())
                .containsExactlyInAnyOrderElementsOf(Reference.settings().stream()
                        .map(setting -> setting.name().replaceFirst("\\.(<tag>|\\[\\*]).*", ""))
                        .distinct()
                        .toList());
    }

    @Test
    void eachPropertyHasADescriptionThatIsASentence() {
        assertThat(properties())
                .hasSizeGreaterThanOrEqualTo(24)
                .allSatisfy(property -> assertThat((String) property.get("description"))
                        .as("%s", property.get("name"))
                        .isNotNull()
                        .matches("[A-Z].*\\.")
                        .doesNotContain("{@", "<"));
    }

    @Test
    void eachPropertyHasItsDefault() {
        assertThat(properties())
                .filteredOn(property -> !WITHOUT_DEFAULT.contains(property.get("name")))
                .allSatisfy(property -> assertThat(property.get("defaultValue"))
                        .as("%s", property.get("name"))
                        .isNotNull());
    }

    @Test
    void choicesHaveHintsForEachValue() {
        assertThat(hints("leaf.allocator")).isEqualTo(names(Allocator.values()));
        assertThat(hints("leaf.database")).isEqualTo(names(Database.values()));
        assertThat(hints("leaf.ordering")).isEqualTo(names(Ordering.values()));
        assertThat(hints("leaf.json.ids-as-strings")).isEqualTo(names(IdsAsStrings.values()));
        assertThat(hints("leaf.tags.keys")).isNotEmpty();
        assertThat(hints("leaf.http.tokens.keys")).isNotEmpty();
        assertThat(hints("leaf.http.client.tokens.keys")).isNotEmpty();
    }

    @Test
    void hintsAreForPropertiesThatAreThere() {
        List<Object> names = entries("properties").stream()
                .map(property -> property.get("name"))
                .toList();
        assertThat(entries("hints"))
                .extracting(hint -> (Object) hint.get("name").toString().replaceAll("\\.keys$", ""))
                .isSubsetOf(names);
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<Map<String, Object>> properties() {
        return entries("properties").stream()
                .filter(property -> property.get("name").toString().startsWith("leaf."))
                .toList();
    }

    private static List<Object> hints(String name) {
        return entries("hints").stream()
                .filter(hint -> hint.get("name").equals(name))
                .flatMap(hint -> entries(hint, "values").stream())
                .map(value -> value.get("value"))
                .toList();
    }

    private static List<Map<String, Object>> entries(String key) {
        return entries(metadata, key);
    }

    @SuppressWarnings("unchecked") // it is JSON
    private static List<Map<String, Object>> entries(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.getOrDefault(key, List.of());
    }
}
