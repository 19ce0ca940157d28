package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.entity.orders.Orders;
import io.leafboot.id.entity.orders.PurchaseOrder;
import io.leafboot.id.entity.orders.PurchaseOrderRepository;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import jakarta.annotation.PostConstruct;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is checked, and what works, while an application starts. */
class TagsAtStartTests {

    private final TestDatabase database = TestDatabases.H2.create();

    private ApplicationContextRunner runner(Class<?>... entities) {
        return EntityRunner.on(database, entities);
    }

    @Test
    void aTagThatIsNowhereIsAnError() {
        fails(
                runner(PurchaseOrder.class),
                PurchaseOrder.class.getName() + ".id has @LeafId(\"order\"), and there is no tag 'order'.",
                "'leaf.tags.order.step=1000'",
                "'leaf.auto-create-tags=true'");
    }

    @Test
    void aTagThatIsDeclaredWillBeThere() {
        runner(PurchaseOrder.class)
                .withPropertyValues("leaf.tags.order.step=10")
                .run(TagsAtStartTests::firstIsOne);
    }

    @Test
    void aTagThatMayBeCreatedWillBeThere() {
        runner(PurchaseOrder.class)
                .withPropertyValues("leaf.auto-create-tags=true")
                .run(TagsAtStartTests::firstIsOne);
    }

    @Test
    void aTagThatHasARowIsThere() {
        runner(PurchaseOrder.class)
                .withPropertyValues("leaf.tags.order.step=10")
                .run(context -> assertThat(context).hasNotFailed());
        runner(PurchaseOrder.class).run(context -> {
            assertThat(context).hasNotFailed();
            PurchaseOrder order = context.getBean(PurchaseOrderRepository.class).save(new PurchaseOrder("kept"));
            assertThat(order.id()).isGreaterThan(1);
        });
    }

    @Test
    void aTypeThatIdsDoNotHaveIsAnError() {
        fails(
                runner(Amount.class),
                Amount.class.getName() + ".id has @LeafId and is of type java.math.BigDecimal.",
                "long, Long, String, UUID and records with one component of these types");
    }

    @Test
    void aRecordOfTwoComponentsIsAnError() {
        fails(
                runner(Pair.class),
                Pair.class.getName() + ".id has @LeafId and is of type",
                "records with one component");
    }

    @Test
    void aBlankTagIsAnError() {
        fails(runner(Blank.class), Blank.class.getName() + ".id has @LeafId(\" \"), whose tag is blank.", "Name a tag");
    }

    @Test
    void aPlaceholderThatNothingSetsIsAnError() {
        fails(
                runner(Unset.class),
                Unset.class.getName() + ".id has @LeafId(\"${shop.tag}\")",
                "Set what the placeholder names");
    }

    @Test
    void aUuidOfATagThatGivesNoneIsAnError() {
        fails(
                runner(Visitor.class).withPropertyValues("leaf.tags.visitor.step=10"),
                Visitor.class.getName() + ".id is of type UUID, and tag 'visitor' gives no UUIDs.",
                "'leaf.tags.visitor.type=uuid7'");
    }

    @Test
    void aLongOfATagWithoutNumbersIsAnError() {
        fails(
                runner(PurchaseOrder.class).withPropertyValues("leaf.tags.order.type=uuid7"),
                PurchaseOrder.class.getName() + ".id is of type Long, and 'leaf.tags.order.type' is uuid7",
                "Make the attribute a UUID or a String");
    }

    @Test
    void aLongOfATagWhoseNumbersBeginAnewIsAnError() {
        fails(
                runner(PurchaseOrder.class)
                        .withPropertyValues("leaf.tags.order.reset=day", "leaf.tags.order.format.date=yyyyMMdd"),
                PurchaseOrder.class.getName() + ".id is of type Long, and 'leaf.tags.order.reset' is day",
                "Make the attribute a String",
                "remove 'reset'");
    }

    @Test
    void withTheIdGeneratorSwitchedOffTheEntityIsAnError() {
        fails(
                runner(PurchaseOrder.class).withPropertyValues("leaf.enabled=false"),
                PurchaseOrder.class.getName() + ".id has @LeafId and its EntityManagerFactory does not know",
                "Remove 'leaf.enabled=false'");
    }

    @Test
    void entitiesWithoutTheAnnotationNeedNothing() {
        runner(Plain.class)
                .withPropertyValues("leaf.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(IdGenerator.class));
        runner(Plain.class).run(context -> assertThat(context).hasNotFailed());
    }

    /** The row is created when the first id is drawn, before the other declared ones. */
    @Test
    void anEntityMayBePersistedWhileBeansAreBeingMadeAndByARunner() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Orders.class, Early.class)
                .run(
                        "--spring.main.web-application-type=none",
                        "--spring.main.banner-mode=off",
                        "--spring.flyway.enabled=false",
                        "--spring.jpa.hibernate.ddl-auto=update",
                        "--spring.datasource.url=" + database.url(),
                        "--leaf.tags.order.step=10")) {
            assertThat(context.getBean(PurchaseOrderRepository.class).findAll())
                    .extracting(PurchaseOrder::name)
                    .containsExactlyInAnyOrder("post construct", "runner");
        }
    }

    private static void firstIsOne(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        assertThat(context.getBean(PurchaseOrderRepository.class)
                        .save(new PurchaseOrder("first"))
                        .id())
                .isEqualTo(1);
    }

    private static void fails(ApplicationContextRunner runner, String description, String... action) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            LeafStartupException error = startupError(context.getStartupFailure());
            assertThat(error.description()).startsWith(description);
            assertThat(error.action()).contains(action);
        });
    }

    static LeafStartupException startupError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LeafStartupException error) {
                return error;
            }
        }
        throw new AssertionError("No LeafStartupException", failure);
    }

    @Configuration(proxyBeanMethods = false)
    static class Early {

        @Bean
        Importer importer(PurchaseOrderRepository orders) {
            return new Importer(orders);
        }

        @Bean
        CommandLineRunner importRunner(PurchaseOrderRepository orders) {
            return args -> orders.save(new PurchaseOrder("runner"));
        }
    }

    record Importer(PurchaseOrderRepository orders) {

        @PostConstruct
        void load() {
            orders.saveAll(List.of(new PurchaseOrder("post construct")));
        }
    }

    @Entity
    static class Plain {
        @Id
        Long id;
    }

    @Entity
    static class Amount {
        @Id
        @LeafId("order")
        BigDecimal id;
    }

    @Embeddable
    record Two(long a, long b) {}

    @Entity
    static class Pair {
        @EmbeddedId
        @LeafId("order")
        Two id;
    }

    @Entity
    static class Blank {
        @Id
        @LeafId(" ")
        Long id;
    }

    @Entity
    static class Unset {
        @Id
        @LeafId("${shop.tag}")
        Long id;
    }

    @Entity
    static class Visitor {
        @Id
        @LeafId("visitor")
        UUID id;
    }
}
