package io.leafboot.cache.reliability;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisLinks;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.reliability.Operation.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** An application of its own process, which does what the test tells it. It ends with the test's JVM, however that ends. */
public final class NodeApplication {

    /** What the harness's own threads are called. */
    static final String OURS = "harness-";

    private final ConfigurableApplicationContext application;
    private final Callers callers;

    private NodeApplication(ConfigurableApplicationContext application) {
        this.application = application;
        this.callers = new Callers(Map.of(
                Nodes.REDIS, application.getBean(Shop.Redis.class),
                Nodes.TWO_LEVEL, application.getBean(Shop.TwoLevel.class),
                Nodes.CLUSTER, application.getBean(Shop.Cluster.class)));
    }

    /** Starts it; arguments are settings, and the file that is told the port on which it takes orders. */
    public static void main(String[] args) throws IOException {
        Thread end = new Thread(NodeApplication::endWithParent, OURS + "end");
        end.setDaemon(true);
        end.start();
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Caches.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(args);
        NodeApplication node = new NodeApplication(application);
        LineServer server = new LineServer(OURS + "orders", node::talk);
        Path file = Path.of(application.getEnvironment().getRequiredProperty("node.file"));
        Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), "" + server.port());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        while (true) {
            LockSupport.park(); // orders come on other threads, which are all daemons
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException ex) {
            // that is an end too
        }
        Runtime.getRuntime().halt(0);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheRegistryAutoConfiguration.class})
    @Import({Shop.Redis.class, Shop.TwoLevel.class, Shop.Cluster.class})
    static class Caches {

        @Bean
        SourceClient sourceClient(Environment environment) {
            return new SourceClient(environment.getRequiredProperty("node.source", Integer.class));
        }
    }

    private void talk(Lines client) {
        try {
            while (true) {
                String[] order = client.receive().split(" ", 2);
                switch (order[0]) {
                    case "call" -> client.send(call(order[1]).line());
                    case "burst" -> burst(client, order[1]);
                    case "work" -> work(client, order[1]);
                    case "caught-up" -> client.send(catchUp(Long.parseLong(order[1])));
                    case "nanos" -> client.send("" + System.nanoTime());
                    case "threads" -> client.send("" + threads());
                    case "thread-names" -> client.send(threadNames());
                    case "heap" -> client.send("" + heap());
                    case "health" -> client.send(health());
                    case "present" -> client.send(present(order[1]));
                    case "fill" -> client.send(fill(order[1]));
                    case "members" -> client.send(members(order[1]));
                    case "size" -> client.send("" + size(order[1]));
                    case "stop" -> {
                        application.close();
                        client.send("stopped");
                    }
                    default -> client.send("unknown order: " + order[0]);
                }
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private Operation call(String order) {
        String[] parts = order.split(" ");
        return callers.call(0, parts[0], Kind.valueOf(parts[1]), parts[2]);
    }

    private void burst(Lines client, String order) throws InterruptedException {
        String[] parts = order.split(" ");
        int threads = Integer.parseInt(parts[3]);
        BlockingQueue<Operation> done =
                callers.burst(parts[0], Kind.valueOf(parts[1]), parts[2], threads, Long.parseLong(parts[4]));
        for (int i = 0; i < threads; i++) {
            client.send(done.take().line());
        }
    }

    private void work(Lines client, String order) throws InterruptedException {
        Callers.Running work = callers.work(Workload.parse(order));
        try {
            while (!work.hasEnded()) {
                if (client.hasMore()) {
                    client.receive();
                    work.stop();
                }
                Operation next = work.next();
                if (next == null) {
                    client.flush();
                } else {
                    client.sendLater(next.line());
                }
            }
            client.send("end");
        } finally {
            work.stop();
        }
    }

    /** Waits until the logs were read to their end by a pass that began after this instant: the second one to end. */
    private String catchUp(long nanos) {
        for (InvalidationLog log : application.getBean(RedisLinks.class).logs()) {
            awaitPass(log, nanos);
            awaitPass(log, System.nanoTime());
        }
        return "ok";
    }

    private static void awaitPass(InvalidationLog log, long nanos) {
        while (System.nanoTime() - log.lagNanos() - nanos <= 0) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith(OURS))
                .count();
    }

    private static String threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith(OURS))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** How many of so many keys have a value, as one asks without loading. */
    private String present(String order) {
        String[] parts = order.split(" ");
        NamedCache cache = application.getBean(DefaultCacheRegistry.class).cache(parts[0]);
        int present = 0;
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
            ValueWrapper found = cache.get("fill-" + i);
            if (found != null && Integer.valueOf(i).equals(found.get())) {
                present++;
            }
        }
        return "" + present;
    }

    /** Puts so many; returns when all are acknowledged. */
    private String fill(String order) {
        String[] parts = order.split(" ");
        NamedCache cache = application.getBean(DefaultCacheRegistry.class).cache(parts[0]);
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
            entries.put("fill-" + i, i);
        }
        cache.putAll(entries);
        return "filled";
    }

    /** How many entries this node holds, copies of others' included. */
    private long size(String cache) {
        List<CacheStatistics.Level> levels =
                application.getBean(DefaultCacheRegistry.class).stats(cache).levels();
        return levels.get(levels.size() - 1).size();
    }

    /** How many nodes have the cache, as this one knows. */
    private String members(String cache) {
        return ""
                + application
                        .getBean(DefaultCacheRegistry.class)
                        .health(cache)
                        .details()
                        .get("members");
    }

    private String health() {
        DefaultCacheRegistry registry = application.getBean(DefaultCacheRegistry.class);
        Map<String, StoreHealth> found =
                registry.names().stream().collect(Collectors.toMap(name -> name, registry::health));
        return found.values().stream().allMatch(health -> health.status() == StoreHealth.Status.UP)
                ? "UP"
                : found.toString().replaceAll("\\s+", " ");
    }
}
