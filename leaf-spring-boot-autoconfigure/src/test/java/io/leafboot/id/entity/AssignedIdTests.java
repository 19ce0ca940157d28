package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.entity.orders.PurchaseOrder;
import io.leafboot.id.entity.orders.PurchaseOrderRepository;
import io.leafboot.id.test.TestDatabases;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.orm.ObjectOptimisticLockingFailureException;

/** Ids that the application assigned itself. */
class AssignedIdTests {

    private static ApplicationContextRunner runner(Class<?>... entities) {
        return EntityRunner.on(TestDatabases.H2.create(), entities)
                .withPropertyValues("leaf.tags.order.step=10", "leaf.tags.import.step=10");
    }

    @Test
    void areRefusedAsWithAnyGenerator() {
        runner(PurchaseOrder.class).run(context -> {
            EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
            assertThatThrownBy(
                            () -> factory.runInTransaction(manager -> manager.persist(new PurchaseOrder(42L, "mine"))))
                    .hasMessageContaining("etached entity");
            PurchaseOrderRepository repository = context.getBean(PurchaseOrderRepository.class);
            assertThatThrownBy(() -> repository.save(new PurchaseOrder(42L, "mine")))
                    .isInstanceOf(ObjectOptimisticLockingFailureException.class);
            assertThat(repository.count()).isZero();
        });
    }

    @Test
    void ofAnEntityThatIsThereAreThoseOfAnUpdate() {
        runner(PurchaseOrder.class).run(context -> {
            PurchaseOrderRepository repository = context.getBean(PurchaseOrderRepository.class);
            Long id = repository.save(new PurchaseOrder("before")).id();
            assertThat(repository.save(new PurchaseOrder(id, "after")).id()).isEqualTo(id);
            assertThat(repository.findAll())
                    .singleElement()
                    .matches(order -> order.name().equals("after"));
        });
    }

    @Test
    void areKeptWhereTheAnnotationAllowsThem() {
        runner(Imported.class, ImportedPrimitive.class).run(context -> {
            EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
            factory.runInTransaction(manager -> {
                manager.persist(new Imported(42L));
                Imported merged = manager.merge(new Imported(43L));
                assertThat(merged.id).isEqualTo(43);
                Imported given = new Imported(null);
                manager.persist(given);
                assertThat(given.id).isEqualTo(1);

                manager.persist(new ImportedPrimitive(42));
                ImportedPrimitive primitive = new ImportedPrimitive(0);
                manager.persist(primitive);
                assertThat(primitive.id).isEqualTo(2);
            });
            factory.runInTransaction(manager -> {
                assertThat(manager.find(Imported.class, 42L)).isNotNull();
                assertThat(manager.find(Imported.class, 43L)).isNotNull();
                assertThat(manager.find(ImportedPrimitive.class, 42L)).isNotNull();
            });
        });
    }

    @Entity
    static class Imported {
        @Id
        @LeafId(value = "import", allowAssigned = true)
        Long id;

        Imported() {}

        Imported(Long id) {
            this.id = id;
        }
    }

    @Entity
    static class ImportedPrimitive {
        @Id
        @LeafId(value = "import", allowAssigned = true)
        long id;

        ImportedPrimitive() {}

        ImportedPrimitive(long id) {
            this.id = id;
        }
    }
}
