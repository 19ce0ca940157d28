package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.LeafTags;
import io.leafboot.id.entity.orders.Orders;
import io.leafboot.id.test.TestDatabases;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.MappedSuperclass;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

/** The kinds of attributes that have ids, and where they may stand. */
class AttributeTypesTests {

    private static ConfigurableApplicationContext context;

    private static EntityManagerFactory factory;

    @BeforeAll
    static void start() {
        PersistenceManagedTypes types =
                PersistenceManagedTypes.of(Arrays.stream(AttributeTypesTests.class.getDeclaredClasses())
                        .map(Class::getName)
                        .toArray(String[]::new));
        context = new SpringApplicationBuilder(Orders.class)
                .web(WebApplicationType.NONE)
                .initializers((GenericApplicationContext application) ->
                        application.registerBean(PersistenceManagedTypes.class, () -> types))
                .run(
                        "--spring.main.banner-mode=off",
                        "--spring.flyway.enabled=false",
                        "--spring.data.jpa.repositories.enabled=false",
                        "--spring.jpa.hibernate.ddl-auto=update",
                        "--spring.datasource.url=" + TestDatabases.H2.create().url(),
                        "--leaf.auto-create-tags=true",
                        "--leaf.tags.shaped.format.prefix=S-",
                        "--leaf.tags.shaped.format.pad=4",
                        "--leaf.tags.daily.format.date=yyyyMMdd",
                        "--leaf.tags.daily.format.separator=-",
                        "--leaf.tags.daily.reset=day",
                        "--leaf.tags.visitor.type=uuid7",
                        "--shop.tag=placeholder");
        factory = context.getBean(EntityManagerFactory.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void aLongMayBeAPrimitive() {
        counted(PrimitiveThing::new, thing -> thing.id, 1L, 2L);
    }

    @Test
    void aLongMayBeAnObject() {
        counted(BoxedThing::new, thing -> thing.id, 1L, 2L);
    }

    @Test
    void aStringHasWhatTheTagGivesAsText() {
        counted(TextThing::new, thing -> thing.id, "1", "2");
    }

    @Test
    void aStringHasTheTagsShape() {
        counted(ShapedThing::new, thing -> thing.id, "S-0001", "S-0002");
    }

    @Test
    void aStringMayBeginAnewEachDay() {
        DailyThing thing = new DailyThing();
        factory.runInTransaction(manager -> manager.persist(thing));
        assertThat(thing.id).matches("\\d{8}-1");
    }

    @Test
    void aUuidIsThatOfATagOfItsType() {
        UuidThing thing = new UuidThing();
        factory.runInTransaction(manager -> manager.persist(thing));
        assertThat(thing.id.version()).isEqualTo(7);
        factory.runInTransaction(
                manager -> assertThat(manager.find(UuidThing.class, thing.id)).isNotNull());
    }

    @Test
    void aRecordIsMadeOfALong() {
        counted(RecordThing::new, thing -> thing.id, new ThingId(1), new ThingId(2));
    }

    @Test
    void theAnnotationMayStandInsideTheRecord() {
        counted(InnerThing::new, thing -> thing.id, new InnerId(1L), new InnerId(2L));
    }

    @Test
    void theAnnotationMayStandOnAGetter() {
        counted(GetterThing::new, GetterThing::getId, 1L, 2L);
    }

    @Test
    void generatedValueMayStandBesideIt() {
        counted(GeneratedThing::new, thing -> thing.id, 1L, 2L);
    }

    @Test
    void theTagMayBeAPlaceholder() {
        counted(PlaceholderThing::new, thing -> thing.id, 1L, 2L);
        assertThat(context.getBean(LeafTags.class).find("placeholder")).isPresent();
    }

    @Test
    void partOfACompositeIdIsGivenAndTheRestIsKept() {
        counted(() -> new Line(42), line -> line.id, new LineId(42, 1), new LineId(42, 2));
    }

    @Test
    void entitiesThatInheritTheIdShareTheSequence() {
        List<Base> all = List.of(new Cat(), new Dog(), new Truck(), new Car(), new Book(), new Disc());
        factory.runInTransaction(manager -> all.forEach(manager::persist));
        assertThat(all).extracting(base -> base.id).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        factory.runInTransaction(manager -> all.forEach(
                base -> assertThat(manager.find(base.getClass(), base.id)).isNotNull()));
    }

    /** Persists two, and finds both under their ids. */
    private static <T> void counted(Supplier<T> creation, Function<T, Object> id, Object firstId, Object secondId) {
        T first = creation.get();
        T second = creation.get();
        factory.runInTransaction(manager -> {
            manager.persist(first);
            manager.persist(second);
        });
        assertThat(id.apply(first)).isEqualTo(firstId);
        assertThat(id.apply(second)).isEqualTo(secondId);
        factory.runInTransaction(manager ->
                assertThat(List.of(firstId, secondId)).allMatch(each -> manager.find(first.getClass(), each) != null));
    }

    @Entity
    static class PrimitiveThing {
        @Id
        @LeafId("primitive")
        long id;
    }

    @Entity
    static class BoxedThing {
        @Id
        @LeafId("boxed")
        Long id;
    }

    @Entity
    static class TextThing {
        @Id
        @LeafId("text")
        String id;
    }

    @Entity
    static class ShapedThing {
        @Id
        @LeafId("shaped")
        String id;
    }

    @Entity
    static class DailyThing {
        @Id
        @LeafId("daily")
        String id;
    }

    @Entity
    static class UuidThing {
        @Id
        @LeafId("visitor")
        UUID id;
    }

    @Embeddable
    record ThingId(long number) {}

    @Entity
    static class RecordThing {
        @EmbeddedId
        @LeafId("record")
        ThingId id;
    }

    @Embeddable
    record InnerId(@LeafId("inner") Long number) {}

    @Entity
    static class InnerThing {
        @EmbeddedId
        InnerId id;
    }

    @Entity
    static class GetterThing {
        private Long id;

        @Id
        @LeafId("getter")
        Long getId() {
            return id;
        }

        void setId(Long id) {
            this.id = id;
        }
    }

    @Entity
    static class GeneratedThing {
        @Id
        @GeneratedValue
        @LeafId("generated")
        Long id;
    }

    @Entity
    static class PlaceholderThing {
        @Id
        @LeafId("${shop.tag}")
        Long id;
    }

    @Embeddable
    record LineId(long orderId, @LeafId("line") long line) {}

    @Entity
    static class Line {
        @EmbeddedId
        LineId id;

        Line() {}

        Line(long orderId) {
            id = new LineId(orderId, 0);
        }
    }

    @MappedSuperclass
    abstract static class Base {
        @Id
        @LeafId("base")
        Long id;
    }

    @Entity
    static class Cat extends Base {}

    @Entity
    static class Dog extends Base {}

    @Entity
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Car extends Base {}

    @Entity
    static class Truck extends Car {
        int load;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    static class Disc extends Base {}

    @Entity
    static class Book extends Disc {
        int pages;
    }
}
