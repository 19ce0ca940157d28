package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.entity.jdbc.Basket;
import io.leafboot.id.entity.jdbc.BasketRepository;
import io.leafboot.id.entity.jdbc.Baskets;
import io.leafboot.id.entity.jdbc.Receipt;
import io.leafboot.id.entity.jdbc.ReceiptLine;
import io.leafboot.id.entity.jdbc.ReceiptRepository;
import io.leafboot.id.entity.jdbc.Voucher;
import io.leafboot.id.entity.jdbc.VoucherId;
import io.leafboot.id.entity.jdbc.VoucherRepository;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;

/** Aggregates of Spring Data JDBC. */
class DataJdbcTests {

    private static final String[] TABLES = {
        "CREATE TABLE basket (id bigint PRIMARY KEY, name varchar(40), created timestamp NOT NULL, modified timestamp)",
        "CREATE TABLE item (id bigint PRIMARY KEY, basket bigint NOT NULL, name varchar(40))",
        "CREATE TABLE receipt (id bigint PRIMARY KEY, name varchar(40))",
        "CREATE TABLE receipt_line (id varchar(40) PRIMARY KEY, receipt bigint NOT NULL, receipt_key int NOT NULL,"
                + " name varchar(40))",
        "CREATE TABLE voucher (id bigint PRIMARY KEY, name varchar(40))"
    };

    private static ApplicationContextRunner runner(TestDatabase database) {
        database.execute(TABLES);
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Baskets.class)
                .withPropertyValues("spring.flyway.enabled=false", "leaf.min-step=1")
                .withPropertyValues(tags("basket", "item", "receipt", "line", "voucher"));
        for (Map.Entry<String, String> property : database.springProperties().entrySet()) {
            runner = runner.withPropertyValues(property.getKey() + "=" + property.getValue());
        }
        return runner;
    }

    private static String[] tags(String... names) {
        return Arrays.stream(names)
                .map(name -> "leaf.tags." + name + ".step=10")
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2"})
    void saveAllIsInBatchesAndNothingElse(TestDatabases kind) {
        TestDatabase database = kind.create();
        EntityRunner.counting(runner(database), database).run(context -> {
            CountingDataSource statements = context.getBean(CountingDataSource.class);
            BasketRepository baskets = context.getBean(BasketRepository.class);
            baskets.saveAll(List.of(new Basket("asks for the dialect")));
            statements.executed();
            List<Basket> saved = baskets.saveAll(IntStream.range(0, 1_000)
                    .mapToObj(i -> new Basket("basket " + i))
                    .toList());
            assertThat(statements.executed())
                    .singleElement()
                    .matches(sql -> sql.startsWith("1000 x INSERT INTO \"")
                            && sql.toLowerCase().contains("basket"));
            assertThat(saved)
                    .extracting(basket -> basket.id)
                    .doesNotHaveDuplicates()
                    .doesNotContain(0L);
            assertThat(baskets.count()).isEqualTo(1_001);
        });
    }

    @Test
    void theRootAndWhatLiesBelowAreGivenIds() {
        runner(TestDatabases.H2.create()).run(context -> {
            BasketRepository baskets = context.getBean(BasketRepository.class);
            Basket basket = new Basket("fruit");
            basket.items.add(new Basket.Item("apple"));
            basket.items.add(new Basket.Item("pear"));
            assertThat(baskets.save(basket).id).isEqualTo(1);

            Basket read = baskets.findById(1L).orElseThrow();
            assertThat(read.items).extracting(item -> item.id).containsExactlyInAnyOrder(1L, 2L);
            read.items.add(new Basket.Item("plum"));
            baskets.save(read);
            assertThat(baskets.findById(1L).orElseThrow().items)
                    .extracting(item -> item.id + " " + item.name)
                    .containsExactlyInAnyOrder("1 apple", "2 pear", "3 plum");
        });
    }

    @Test
    void recordsAreCopiedWithTheirIds() {
        runner(TestDatabases.H2.create()).run(context -> {
            ReceiptRepository receipts = context.getBean(ReceiptRepository.class);
            Receipt saved = receipts.save(
                    new Receipt(null, "today", List.of(new ReceiptLine(null, "one"), new ReceiptLine(null, "two"))));
            assertThat(saved)
                    .isEqualTo(new Receipt(
                            1L, "today", List.of(new ReceiptLine("1", "one"), new ReceiptLine("2", "two"))));
            assertThat(receipts.findById(1L)).contains(saved);
        });
    }

    @Test
    void anIdMayBeARecord() {
        runner(TestDatabases.H2.create()).run(context -> {
            VoucherRepository vouchers = context.getBean(VoucherRepository.class);
            Voucher saved = vouchers.save(new Voucher(null, "first"));
            assertThat(saved.id()).isEqualTo(new VoucherId(1));
            assertThat(vouchers.findById(new VoucherId(1))).contains(saved);
        });
    }

    @Test
    void anAssignedIdIsKept() {
        runner(TestDatabases.H2.create()).run(context -> {
            JdbcAggregateTemplate template = context.getBean(JdbcAggregateTemplate.class);
            template.insert(new Receipt(42L, "mine", List.of()));
            assertThat(template.findById(42L, Receipt.class)).isNotNull();
            ReceiptRepository receipts = context.getBean(ReceiptRepository.class);
            receipts.save(new Receipt(42L, "changed", List.of()));
            assertThat(receipts.findAll()).containsExactly(new Receipt(42L, "changed", List.of()));
        });
    }

    /** Auditing tells by the id whether an aggregate is new, so it must come before the id is given. */
    @Test
    void auditingStillSeesANewAggregate() {
        runner(TestDatabases.H2.create()).run(context -> {
            BasketRepository baskets = context.getBean(BasketRepository.class);
            Basket basket = baskets.save(new Basket("fruit"));
            assertThat(basket.created).isNotNull();
            basket.name = "vegetables";
            assertThat(baskets.save(basket).created).isEqualTo(basket.created);
        });
    }

    @Test
    void aTagThatIsNowhereIsAnErrorAtStart() {
        TestDatabase database = TestDatabases.H2.create();
        new ApplicationContextRunner()
                .withUserConfiguration(Baskets.class)
                .withPropertyValues("spring.flyway.enabled=false", "spring.datasource.url=" + database.url())
                .withPropertyValues(tags("basket", "item", "receipt", "voucher"))
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(TagsAtStartTests.startupError(context.getStartupFailure())
                                    .description())
                            .isEqualTo(ReceiptLine.class.getName()
                                    + ".id has @LeafId(\"line\"), and there is no tag 'line'.");
                });
    }

    @Test
    void withoutSpringDataJdbcThereIsNoCallback() {
        withoutPackage("org.springframework.data.jdbc", "org.springframework.boot.data.jdbc")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("leafEntityIdsCustomizer")
                        .doesNotHaveBean("leafIdCallback"));
    }

    @Test
    void withoutSpringBootsHibernateThereIsNoCustomizer() {
        withoutPackage("org.springframework.boot.hibernate")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("leafIdCallback")
                        .doesNotHaveBean("leafEntityIdsCustomizer"));
    }

    private static ApplicationContextRunner withoutPackage(String... packages) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LeafEntityAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(packages));
    }
}
