package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.application.shop.ItemRepository;
import io.leafboot.id.application.shop.Items;
import io.leafboot.id.application.voucher.Voucher;
import io.leafboot.id.jpa.OurUnit;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.repository.Repository;

/** The application's persistence unit and ours do not see each other. */
class ApplicationEntitiesTests {

    @Test
    void withoutEntityScanTheApplicationHasItsEntitiesAndWeHaveOurs() {
        ShopRunner.onNewDatabase().run(context -> {
            assertThat(applicationEntities(context)).containsExactly("Item");
            assertThat(OurUnit.entities(context)).containsExactly("LeafAlloc");
        });
    }

    @Test
    void withEntityScanTheApplicationHasItsEntitiesAndWeHaveOurs() {
        ShopRunner.onNewDatabase().withUserConfiguration(Scan.class).run(context -> {
            assertThat(applicationEntities(context)).containsExactly("Item", "Voucher");
            assertThat(OurUnit.entities(context)).containsExactly("LeafAlloc");
        });
    }

    @Test
    void anApplicationInAClassLoaderBelowOursKeepsWhatItsOrmXmlMaps(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("META-INF"));
        Files.writeString(root.resolve("META-INF/orm.xml"), """
                <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.2">
                  <entity class="io.leafboot.id.application.voucher.Parcel" access="FIELD">
                    <attributes><id name="id"/></attributes>
                  </entity>
                </entity-mappings>
                """);
        try (URLClassLoader withOrmXml =
                new URLClassLoader(new URL[] {root.toUri().toURL()}, getClass().getClassLoader())) {
            ShopRunner.onNewDatabase().withClassLoader(withOrmXml).run(context -> {
                assertThat(applicationEntities(context)).containsExactly("Item", "Parcel");
                assertThat(OurUnit.entities(context)).containsExactly("LeafAlloc");
            });
        }
    }

    @Test
    void theApplicationsRepositoriesAreFoundAndOursIsNotAmongThem() {
        ShopRunner.onNewDatabase().run(context -> {
            long id = context.getBean(Items.class).add("pencil");
            assertThat(context.getBean(ItemRepository.class).findById(id)).isPresent();
            assertThat(context.getBeanNamesForType(Repository.class)).containsExactly("itemRepository");
        });
    }

    private static List<String> applicationEntities(ApplicationContext context) {
        return context.getBean(EntityManagerFactory.class).getMetamodel().getEntities().stream()
                .map(EntityType::getName)
                .sorted()
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EntityScan(basePackageClasses = {Voucher.class, ItemRepository.class})
    static class Scan {}
}
