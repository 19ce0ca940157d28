package io.leafboot.id.autoconfigure;

import io.leafboot.id.actuate.LeafEndpointAutoConfiguration;
import io.leafboot.id.actuate.LeafHealthContributorAutoConfiguration;
import io.leafboot.id.actuate.LeafMetricsAutoConfiguration;
import io.leafboot.id.actuate.LeafObservationAutoConfiguration;
import io.leafboot.id.forecast.LeafForecastAutoConfiguration;
import io.leafboot.id.format.LeafFormatAutoConfiguration;
import io.leafboot.id.http.LeafHttpAutoConfiguration;
import io.leafboot.id.http.claims.LeafClaimsAutoConfiguration;
import io.leafboot.id.http.client.LeafHttpClientAutoConfiguration;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.jpa.LeafWorkerTableAutoConfiguration;
import io.leafboot.id.json.LeafJsonAutoConfiguration;
import io.leafboot.id.snowflake.LeafSnowflakeAutoConfiguration;
import io.leafboot.id.uuid.LeafUuid7AutoConfiguration;
import java.util.UUID;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Starts the id generator with a DataSource and little else. */
public final class LeafRunner {

    private LeafRunner() {}

    public static String newDatabase() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /** Everything of ours, over whatever {@code DataSource} the test adds. */
    public static ApplicationContextRunner withoutDataSource() {
        return new ApplicationContextRunner().withConfiguration(ours());
    }

    public static AutoConfigurations ours() {
        return AutoConfigurations.of(
                LeafHttpClientAutoConfiguration.class,
                LeafClaimsAutoConfiguration.class,
                LeafJpaAutoConfiguration.class,
                LeafWorkerTableAutoConfiguration.class,
                LeafSnowflakeAutoConfiguration.class,
                LeafUuid7AutoConfiguration.class,
                LeafAutoConfiguration.class,
                LeafForecastAutoConfiguration.class,
                LeafFormatAutoConfiguration.class,
                LeafJsonAutoConfiguration.class,
                LeafEndpointAutoConfiguration.class,
                LeafHealthContributorAutoConfiguration.class,
                LeafMetricsAutoConfiguration.class,
                LeafObservationAutoConfiguration.class,
                LeafHttpAutoConfiguration.class);
    }

    public static ApplicationContextRunner on(String url) {
        return withoutDataSource()
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + url);
    }

    public static ApplicationContextRunner onNewDatabase() {
        return on(newDatabase());
    }
}
