package io.leafboot.id.http;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import jakarta.servlet.Servlet;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Configures the id service: calls for ids over HTTP, in any application with Spring MVC. The handlers are ordinary ones of
 * Spring MVC's, mapped by their beans' names: the application's interceptors, CORS settings and security apply to them, and a
 * controller of the application's for the same path goes first.
 */
@AutoConfiguration(after = LeafAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("leaf.http.enabled")
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafHttpAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Servlet.class, DispatcherServlet.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @Import({
        AccessConfiguration.class,
        FeatherIdConfiguration.class,
        MeituanConfiguration.class,
        TinyidConfiguration.class
    })
    static class WithSpringMvc {}

    /** Where nobody could answer a call, a setting that asks for it is not passed over in silence. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(NoSpringMvc.class)
    static class WithoutSpringMvc {

        WithoutSpringMvc() {
            throw new LeafStartupException(
                    "'leaf.http.enabled' is true, but this is not a servlet web application with Spring MVC.",
                    "Add 'spring-boot-starter-webmvc' and set no other 'spring.main.web-application-type' than servlet,"
                            + " or set 'leaf.http.enabled=false'.",
                    null);
        }
    }

    static final class NoSpringMvc extends AnyNestedCondition {

        NoSpringMvc() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnMissingClass("org.springframework.web.servlet.DispatcherServlet")
        static class WithoutDispatcherServlet {}

        @ConditionalOnMissingClass("jakarta.servlet.Servlet")
        static class WithoutServlet {}

        @ConditionalOnNotWebApplication
        static class NotWeb {}

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class Reactive {}
    }
}
