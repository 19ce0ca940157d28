package io.leafboot.cache.http;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** What the application set for its own mappings; Spring MVC gives it to those that it makes itself. */
final class MvcSettings {

    private MvcSettings() {}

    static List<Object> interceptors(List<WebMvcConfigurer> configurers) {
        Interceptors registry = new Interceptors();
        configurers.forEach(configurer -> configurer.addInterceptors(registry));
        return registry.all();
    }

    static Map<String, CorsConfiguration> cors(List<WebMvcConfigurer> configurers) {
        Cors registry = new Cors();
        configurers.forEach(configurer -> configurer.addCorsMappings(registry));
        return registry.all();
    }

    /** The paths that a mapping answers, as far as it tells. */
    static Collection<String> patterns(HandlerMapping mapping) {
        if (mapping instanceof RequestMappingInfoHandlerMapping controllers) {
            return controllers.getHandlerMethods().keySet().stream()
                    .flatMap(info -> info.getPatternValues().stream())
                    .toList();
        }
        return mapping instanceof AbstractUrlHandlerMapping urls
                ? urls.getHandlerMap().keySet()
                : List.of();
    }

    private static final class Interceptors extends InterceptorRegistry {

        List<Object> all() {
            return getInterceptors();
        }
    }

    private static final class Cors extends CorsRegistry {

        Map<String, CorsConfiguration> all() {
            return getCorsConfigurations();
        }
    }
}
