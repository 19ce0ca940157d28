package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may call. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    TagAccess leafTagAccess(
            LeafProperties properties, ObjectProvider<IdGenerator> ids, ListableBeanFactory beanFactory) {
        if (ids.getIfAvailable() == null) {
            throw new LeafStartupException(
                    "'leaf.http.enabled' is true, but there is no id generator to answer calls from.",
                    "Add 'leaf-spring-boot-starter' and a database, or set 'leaf.http.enabled=false'.",
                    null);
        }
        HttpSettings.check(properties);
        TagAccess access = new TagAccess(properties.http().tokens(), properties::tagOf);
        StartupReport.log(access, beanFactory);
        return access;
    }
}
