package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.testing.shop.Purchase;
import io.leafboot.id.testing.shop.PurchaseRepository;
import io.leafboot.id.testing.shop.Purchases;
import io.leafboot.id.testing.shop.Shop;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** A slice with JPA: each test's transaction is rolled back, and each test's first entity has the id 1. */
@DataJpaTest
@AutoConfigureLeaf
@ContextConfiguration(classes = Shop.class)
@Import(Purchases.class)
class DataJpaSliceTests {

    @Autowired
    private Purchases purchases;

    @Autowired
    private PurchaseRepository repository;

    @RepeatedTest(2)
    void anEntityGetsItsIdInAService() {
        assertThat(purchases.buy("tea").getId()).isEqualTo(1);
        assertThat(purchases.buy("cups").getId()).isEqualTo(2);
        assertThat(repository.findById(1L)).map(Purchase::getItem).hasValue("tea");
    }
}
