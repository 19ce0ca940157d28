package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerationException;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.actuate.LeafEndpoint;
import io.leafboot.id.actuate.TagDescriptor;
import io.leafboot.id.segment.SegmentStatus;
import io.leafboot.id.snowflake.SnowflakeTagStatus;
import io.leafboot.id.snowflake.WorkerStatus;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code docs/reference.md} names what there is, and nothing else. */
class ReferenceTests {

    @Test
    void settingsAreThoseOfTheCodeWithTheirDefaults() {
        Map<String, String> documented = new LinkedHashMap<>();
        Reference.settings().forEach(setting -> {
            assertThat(documented).as("a row of its own").doesNotContainKey(setting.name());
            documented.put(setting.name(), setting.defaultValue());
        });
        documented.remove("leaf.http.tokens.[*]"); // of the map leaf.http.tokens

        Map<String, String> coded = new LinkedHashMap<>();
        add(coded, "leaf", LeafProperties.class);

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(coded);
    }

    @Test
    void exceptionsAreThoseThatCallersMeet() throws Exception {
        Set<String> ours = new TreeSet<>();
        URI classes = IdGenerator.class.getResource("IdGenerator.class").toURI();
        try (Stream<Path> files = Files.list(Path.of(classes).getParent())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith("Exception.class")) {
                    ours.add(name.replace(".class", ""));
                }
            }
        }
        assertThat(ours).hasSizeGreaterThan(10).isSubsetOf(Reference.codeIn("Exceptions"));

        ours.remove(IdGenerationException.class.getSimpleName()); // their parent
        ours.add(IllegalArgumentException.class.getSimpleName());
        ours.add(UnsupportedOperationException.class.getSimpleName());
        assertThat(new TreeSet<>(Reference.firstColumn("Exceptions"))).isEqualTo(ours);
    }

    @Test
    void theEndpointHasNoFieldThatIsNotExplained() {
        assertThat(Reference.codeIn("Endpoint"))
                .containsAll(fields(LeafEndpoint.LeafDescriptor.class))
                .containsAll(fields(TagDescriptor.class))
                .containsAll(fields(TagDescriptor.RowDescriptor.class))
                .containsAll(fields(TagDescriptor.BufferDescriptor.class))
                .containsAll(fields(SegmentStatus.class))
                .containsAll(fields(SnowflakeTagStatus.class))
                .containsAll(fields(WorkerStatus.class));
        List<String> buffer = fields(TagDescriptor.BufferDescriptor.class);
        assertThat(Reference.firstColumn("Endpoint"))
                .filteredOn(name -> !name.contains("/actuator/"))
                .filteredOn(name -> !name.startsWith("{"))
                .containsExactlyInAnyOrderElementsOf(buffer);
    }

    @Test
    void metersAreThoseThatAreBound() throws IOException {
        Set<String> bound = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/leafboot/id/actuate"))) {
            for (Path source : sources.toList()) {
                Pattern.compile("\"(leaf\\.[a-z.]+)\"")
                        .matcher(Files.readString(source))
                        .results()
                        .map(name -> name.group(1))
                        .forEach(bound::add);
            }
        }
        bound.remove("leaf.length"); // a key of the observation
        assertThat(bound).hasSizeGreaterThan(20);
        assertThat(new TreeSet<>(Reference.firstColumn("Meters"))).isEqualTo(bound);
    }

    private static List<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Adds the settings of a record: name and default, {@code ""} for none. */
    private static void add(Map<String, String> settings, String prefix, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Parameter[] parameters = type.getDeclaredConstructors()[0].getParameters();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(components[i].getName());
            Class<?> kind = components[i].getType();
            if (kind.isRecord()) {
                add(settings, name, kind);
            } else if (components[i].getGenericType().getTypeName().contains(LeafTagProperties.class.getName())
                    && kind == Map.class) {
                add(settings, name + ".<tag>", LeafTagProperties.class);
            } else {
                DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
                settings.put(
                        kind == Map.class ? name + ".<tag>" : name,
                        value == null ? "" : String.join(",", value.value()));
            }
        }
    }
}
