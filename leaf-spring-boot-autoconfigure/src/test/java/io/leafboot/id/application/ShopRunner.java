package io.leafboot.id.application;

import io.leafboot.id.application.shop.Shop;
import java.util.UUID;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Starts the shop, all auto-configuration included, on a database in memory that outlives the application. */
final class ShopRunner {

    private ShopRunner() {}

    static String newDatabase() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /** Has no Flyway of its own; Hibernate creates its tables. */
    static ApplicationContextRunner on(String url) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Shop.class)
                .withPropertyValues(
                        "spring.datasource.url=" + url,
                        "spring.flyway.enabled=false",
                        "leaf.tags.item.step=10",
                        "leaf.min-step=1");
    }

    static ApplicationContextRunner onNewDatabase() {
        return on(newDatabase());
    }
}
