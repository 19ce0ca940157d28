package io.leafboot.cache.contract;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with caches of one type: started once a class, with fresh caches for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class CacheFixture {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<String> created = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private AnnotationConfigApplicationContext context;

    CacheRegistry registry;
    NamedCache cache;
    Catalogue catalogue;
    Loads loads;
    TransactionTemplate transactions;

    /** The type under test, and the settings that every cache of the suite is made with. */
    abstract CacheSpec spec();

    /** Properties of the application, besides those that all have. */
    String[] properties() {
        return new String[0];
    }

    /** Whether the keys of caches made with {@link #spec()} can be listed. */
    boolean listsKeys() {
        return true;
    }

    /** Whether the caches that annotations name are emptied for each test instead of made anew, where that takes long. */
    boolean keepsCaches() {
        return false;
    }

    @BeforeAll
    void startApplication() {
        context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(properties())
                .and("cache.create-unknown=false", "cache.redis.command-timeout=10s")
                .applyTo(context);
        context.register(Application.class);
        context.refresh();
        registry = context.getBean(CacheRegistry.class);
        catalogue = context.getBean(Catalogue.class);
        loads = context.getBean(Loads.class);
        transactions = context.getBean(TransactionTemplate.class);
    }

    @AfterAll
    void stopApplication() {
        context.close();
    }

    @BeforeEach
    void freshCaches() {
        cache = create(spec());
        for (String name : Catalogue.CACHES) {
            if (keepsCaches() && registry.names().contains(name)) {
                registry.cache(name).invalidate();
            } else {
                registry.create(name, spec()).invalidate();
            }
            if (!keepsCaches()) {
                created.add(name);
            }
        }
        catalogue.forgetCalls();
    }

    @AfterEach
    void removeCaches() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
        threads.clear();
        created.forEach(registry::remove);
        created.clear();
    }

    /** A cache of this test's own: no other test of this JVM has used its name. */
    NamedCache create(CacheSpec spec) {
        String name = "contract-" + NAMES.incrementAndGet();
        created.add(name);
        return registry.create(name, spec);
    }

    /** A cache that annotations name, empty. */
    NamedCache create(String name, CacheSpec spec) {
        created.add(name);
        NamedCache named = registry.create(name, spec);
        named.invalidate();
        return named;
    }

    /** Runs the work on a thread of its own. */
    <T> Started<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Executors.defaultThreadFactory().newThread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return new Started<>(thread, task);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5));
    }

    /** A thread and what it computes. */
    record Started<T>(Thread thread, FutureTask<T> task) {

        T join() throws InterruptedException, ExecutionException, TimeoutException {
            return task.get(20, TimeUnit.SECONDS);
        }

        /** Waits until the thread waits for a load that another one runs. */
        void awaitWaitingForLoad() {
            await("wait for another's load").until(this::isWaitingForLoad);
        }

        /** Whether it waits for a load that another one runs, or in one that it runs itself. */
        boolean isWaitingForLoad() {
            return (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING)
                    && List.of(thread.getStackTrace()).stream()
                            .anyMatch(frame -> frame.getClassName().contains("SingleFlight"));
        }

        /** How often it has begun to wait for something. */
        long waits() {
            return ManagementFactory.getThreadMXBean()
                    .getThreadInfo(thread.getId())
                    .getWaitedCount();
        }
    }

    /** A gate that a loader stands before, so that something can happen while it loads. */
    static final class Gate {

        private final java.util.concurrent.CountDownLatch reached = new java.util.concurrent.CountDownLatch(1);
        private final java.util.concurrent.CountDownLatch opened = new java.util.concurrent.CountDownLatch(1);

        <T> T pass(Supplier<T> value) throws InterruptedException {
            reached.countDown();
            if (!opened.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody opened the gate");
            }
            return value.get();
        }

        void awaitSomebody() throws InterruptedException {
            if (!reached.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody came to the gate");
            }
        }

        void open() {
            opened.countDown();
        }
    }
}
