package io.leafboot.benchmarks.startup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * A small service: a web server, an entity with its repository and migration, a database in memory. It knows nothing of
 * ids; whether the starter is there is a matter of the class path.
 */
@SpringBootApplication(proxyBeanMethods = false)
class ServiceApplication {

    static final String READY = "The service is ready";

    public static void main(String[] args) {
        System.setProperty("spring.config.name", "service");
        SpringApplication.run(ServiceApplication.class, args);
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        System.out.println(READY);
    }
}
