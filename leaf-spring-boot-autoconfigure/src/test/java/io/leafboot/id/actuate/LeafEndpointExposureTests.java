package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.autoconfigure.LeafRunner;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Exposed as any endpoint of Spring Boot's: not at all unless asked for. */
class LeafEndpointExposureTests {

    private final ApplicationContextRunner runner = LeafRunner.onNewDatabase()
            .withConfiguration(AutoConfigurations.of(
                    JmxAutoConfiguration.class, EndpointAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
            .withPropertyValues("leaf.tags.order.step=10");

    @Test
    void isHiddenByDefault() {
        runner.run(context -> assertThat(context)
                .doesNotHaveBean(LeafEndpoint.class)
                .doesNotHaveBean(LeafEndpointWebExtension.class));
    }

    @Test
    void isThereWhenExposedOverHttp() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=leaf")
                .run(context -> assertThat(context)
                        .hasSingleBean(LeafEndpoint.class)
                        .hasSingleBean(LeafEndpointWebExtension.class));
    }

    @Test
    void isNotThereWhenAccessIsDenied() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=*", "management.endpoint.leaf.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(LeafEndpoint.class));
    }

    @Test
    void anEndpointOfTheApplicationReplacesOurs() {
        LeafEndpoint own = new LeafEndpoint(null, () -> null, () -> null, null, null);
        runner.withBean("own", LeafEndpoint.class, () -> own)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context.getBean(LeafEndpoint.class)).isSameAs(own));
    }

    @Test
    void exposedOverJmxOnlyItAnswersThere() {
        runner.withPropertyValues(
                        "spring.jmx.enabled=true",
                        "management.endpoints.web.exposure.exclude=*",
                        "management.endpoints.jmx.exposure.include=leaf",
                        "management.endpoints.jmx.domain=leaf.test",
                        "spring.jmx.unique-names=true")
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(LeafEndpoint.class)
                            .doesNotHaveBean(LeafEndpointWebExtension.class);
                    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                    ObjectName name = server.queryNames(new ObjectName("leaf.test:name=Leaf,*"), null)
                            .iterator()
                            .next();
                    Object all = server.invoke(name, "leaf", new Object[0], new String[0]);
                    assertThat(((Map<?, ?>) all).get("tags")).asString().contains("order");
                    Object changed = server.invoke(name, "change", new Object[] {"order", 50, null}, new String[] {
                        "java.lang.String", "java.lang.Integer", "java.lang.Long"
                    });
                    assertThat(changed).asString().contains("step=50");
                });
    }
}
