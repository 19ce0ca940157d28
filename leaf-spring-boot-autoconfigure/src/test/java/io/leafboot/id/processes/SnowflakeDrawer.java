package io.leafboot.id.processes;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdRange;
import io.leafboot.id.NoWorkerIdException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.jpa.LeafWorkerTableAutoConfiguration;
import io.leafboot.id.snowflake.LeafSnowflakeAutoConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/** A Spring application that draws ids of a tag of type snowflake and notes each; it ends when its parent is gone. */
final class SnowflakeDrawer {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        LeafJpaAutoConfiguration.class,
        LeafWorkerTableAutoConfiguration.class,
        LeafSnowflakeAutoConfiguration.class,
        LeafAutoConfiguration.class
    })
    static class Application {}

    private SnowflakeDrawer() {}

    /** Arguments: a file for the ids, then Spring's. */
    public static void main(String[] args) {
        Thread parent = new Thread(SnowflakeDrawer::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        TagIdGenerator event = new SpringApplication(Application.class)
                .run(Arrays.copyOfRange(args, 1, args.length))
                .getBean(IdGenerator.class)
                .forTag("event");
        IdLog log = new IdLog(Path.of(args[0]));
        while (true) {
            try {
                long id = event.nextId();
                log.add(id, id);
                IdRange range = event.nextRange(8);
                log.add(range.first(), range.last());
                LockSupport.parkNanos(300_000);
            } catch (NoWorkerIdException e) {
                Thread.yield(); // it waited
            } catch (IdGeneratorStoppedException e) {
                return;
            }
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.yield();
            }
        } catch (IOException e) {
            Thread.yield();
        }
        Runtime.getRuntime().halt(1);
    }
}
