package io.leafboot.id.testing.shop;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

/** Draws an id, and leaves a row with it, while the application starts. */
@Component
class FirstPurchase implements CommandLineRunner {

    private final Purchases purchases;

    FirstPurchase(Purchases purchases) {
        this.purchases = purchases;
    }

    @Override
    public void run(String... args) {
        purchases.buy("the first");
    }
}
