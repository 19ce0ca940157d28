package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import io.leafboot.id.autoconfigure.LeafRunner;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** What is read, made or reached by its name at run time is kept in a native image. */
class LeafJpaRuntimeHintsTest {

    private final RuntimeHints hints = hints();

    private static RuntimeHints hints() {
        RuntimeHints hints = new RuntimeHints();
        new LeafJpaRuntimeHints().registerHints(hints, null);
        return hints;
    }

    @Test
    void theAutoConfigurationBringsThem() {
        assertThat(LeafJpaAutoConfiguration.class
                        .getAnnotation(ImportRuntimeHints.class)
                        .value())
                .contains(LeafJpaRuntimeHints.class);
    }

    @Test
    void everyMigrationIsKept() throws IOException {
        Resource[] scripts = new PathMatchingResourcePatternResolver().getResources("classpath*:db/leaf*/**/*.sql");
        assertThat(scripts).hasSizeGreaterThanOrEqualTo(4);
        for (Resource script : scripts) {
            String url = script.getURL().toString();
            assertThat(RuntimeHintsPredicates.resource().forResource(url.substring(url.lastIndexOf("db/leaf"))))
                    .as(url)
                    .accepts(hints);
        }
    }

    @Test
    void theEntityIsMadeAndFilledByHibernate() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(LeafAlloc.class.getDeclaredConstructor()))
                .accepts(hints);
        for (Field field : LeafAlloc.class.getDeclaredFields()) {
            assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(field)).accepts(hints);
        }
    }

    /** The proxy that Spring Data really makes, interface by interface. */
    @Test
    void theRepositoryIsTheProxyThatSpringDataMakes() {
        LeafRunner.onNewDatabase().run(context -> {
            Object repository = context.getBean(LeafPersistence.class).inTransaction(proxy -> proxy);
            Class<?>[] interfaces = repository.getClass().getInterfaces();
            assertThat(RuntimeHintsPredicates.proxies().forInterfaces(interfaces))
                    .as(Arrays.toString(interfaces))
                    .accepts(hints);
        });
    }

    @Test
    void hikariCopiesItsConfiguration() {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(HikariConfig.class)
                        .withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS))
                .accepts(hints);
        assertThat(HikariConfig.class.getDeclaredFields())
                .anyMatch(field -> Modifier.isPrivate(field.getModifiers()) && !Modifier.isFinal(field.getModifiers()));
    }
}
