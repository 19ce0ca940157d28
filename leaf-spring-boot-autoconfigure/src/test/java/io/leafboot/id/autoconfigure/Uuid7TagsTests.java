package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.TagIdGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tags of type uuid7 in an application. */
class Uuid7TagsTests {

    private final ApplicationContextRunner application =
            LeafRunner.onNewDatabase().withPropertyValues("leaf.tags.event.type=uuid7", "leaf.tags.order.step=10");

    @Test
    void idsAreUuidsOfVersion7ThatRise() {
        application.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            List<String> drawn = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                drawn.add(ids.nextText("event"));
            }
            assertThat(drawn).doesNotHaveDuplicates().isSorted().allSatisfy(text -> {
                UUID uuid = UUID.fromString(text);
                assertThat(uuid).hasToString(text);
                assertThat(uuid.version()).isEqualTo(7);
                assertThat(uuid.variant()).isEqualTo(2);
            });
            long millis = UUID.fromString(drawn.get(0)).getMostSignificantBits() >>> 16;
            assertThat(System.currentTimeMillis() - millis).isBetween(0L, 60_000L);
            assertThat(ids.nextId("order")).isOne();
        });
    }

    @Test
    void itHasNoNumbers() {
        application.run(context -> {
            TagIdGenerator event = context.getBean(IdGenerator.class).forTag("event");
            assertThat(event.tag()).isEqualTo("event");
            assertThatThrownBy(event::nextId)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'event'")
                    .hasMessageContaining("nextText");
            assertThatThrownBy(() -> event.nextIds(1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> event.nextRange(1)).isInstanceOf(UnsupportedOperationException.class);
        });
    }

    @Test
    void withoutTheLibraryItNamesTheDependency() {
        FailureAnalysis analysis = FailedStart.of(
                application.withClassLoader(new FilteredClassLoader(UuidCreator.class.getPackageName())));
        assertThat(analysis.getDescription()).contains("'event' is of type uuid7");
        assertThat(analysis.getAction()).isEqualTo("Add the dependency com.github.f4b6a3:uuid-creator.");
    }

    @Test
    void withoutTheLibraryAndWithoutSuchATagNothingIsAmiss() {
        LeafRunner.onNewDatabase()
                .withClassLoader(new FilteredClassLoader(UuidCreator.class.getPackageName()))
                .withPropertyValues("leaf.tags.order.step=10")
                .run(context -> assertThat(context.getBean(IdGenerator.class).nextId("order"))
                        .isOne());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset=day", "format.prefix=E-", "obfuscate.key=k", "step=10", "start=2"})
    void whatIsOfNumbersDoesNothing(String setting) {
        FailureAnalysis analysis = FailedStart.of(application.withPropertyValues("leaf.tags.event." + setting));
        assertThat(analysis.getDescription())
                .startsWith("leaf.tags.event." + setting.replaceAll("[.=].*", "") + " does nothing for type uuid7");
    }
}
