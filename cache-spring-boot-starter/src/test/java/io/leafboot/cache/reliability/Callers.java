package io.leafboot.cache.reliability;

import io.leafboot.cache.reliability.Operation.Kind;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Calls the services of a node and tells what came of it. */
final class Callers {

    private final Map<String, Shop> shops;
    private final ConcurrentMap<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    Callers(Map<String, Shop> shops) {
        this.shops = shops;
    }

    Operation call(int thread, String shop, Kind kind, String key) {
        Shop service = shops.get(shop);
        String failure = null;
        long version = -1;
        long begin = System.nanoTime();
        try {
            version = switch (kind) {
                case READ -> version(key, service.find(key));
                case READ_IN_SYNC -> version(key, service.findInSync(key));
                case EVICT -> service.write(key);
                case PUT -> version(key, service.save(key));
            };
        } catch (Throwable ex) {
            failure = describe(ex);
        }
        return new Operation(0, thread, shop + "/" + key, kind, begin, System.nanoTime(), version, failure);
    }

    private static long version(String key, @Nullable Value value) {
        if (value == null || !value.key().equals(key)) {
            throw new IllegalStateException("Under " + key + " is " + value);
        }
        return value.version();
    }

    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null && text.length() < 500; cause = cause.getCause()) {
            text.append("; caused by ").append(cause);
        }
        return text.toString();
    }

    /** So many callers at once, at that time; each operation as it ends. */
    BlockingQueue<Operation> burst(String shop, Kind kind, String key, int threads, long startNanos) {
        BlockingQueue<Operation> done = new LinkedBlockingQueue<>();
        for (int i = 0; i < threads; i++) {
            int number = numbers.incrementAndGet();
            start(number, () -> {
                for (long left = startNanos - System.nanoTime(); left > 0; left = startNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                done.add(call(number, shop, kind, key));
            });
        }
        return done;
    }

    /** Begins a workload. */
    Running work(Workload workload) {
        return new Running(workload);
    }

    private static void start(int number, Runnable task) {
        Thread thread = new Thread(null, task, NodeApplication.OURS + "caller-" + number, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    /** A workload that runs. */
    final class Running {

        private final BlockingQueue<Operation> done = new LinkedBlockingQueue<>();
        private final Workload workload;
        private final CountDownLatch ended;
        private volatile boolean stopped;

        Running(Workload workload) {
            this.workload = workload;
            this.ended = new CountDownLatch(workload.threads());
            for (int i = 0; i < workload.threads(); i++) {
                int number = numbers.incrementAndGet();
                start(number, () -> run(number));
            }
        }

        /** The next operation that has ended, if one does soon. */
        @Nullable
        Operation next() throws InterruptedException {
            return done.poll(20, TimeUnit.MILLISECONDS);
        }

        void stop() {
            stopped = true;
        }

        boolean hasEnded() {
            return ended.getCount() == 0 && done.isEmpty();
        }

        private void run(int number) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            while (!stopped) {
                int key = random.nextInt(workload.keys());
                int what = random.nextInt(1000);
                if (what < workload.evicts()) {
                    if (!Workload.isPut(key)) {
                        done.add(call(number, workload.shop(), Kind.EVICT, Workload.key(key)));
                    }
                } else if (what < workload.evicts() + 5 * workload.puts()) { // a fifth of the keys is put
                    if (workload.mayPut(key)) {
                        done.add(put(number, key));
                    }
                } else {
                    Kind kind = random.nextBoolean() ? Kind.READ : Kind.READ_IN_SYNC;
                    done.add(call(number, workload.shop(), kind, Workload.key(key)));
                }
                if (workload.thinkMicros() > 0) {
                    LockSupport.parkNanos(random.nextLong(2_000L * workload.thinkMicros()));
                }
            }
            ended.countDown();
        }

        /** Writers of one key take turns, as the transactions of a database would make them. */
        private Operation put(int number, int key) {
            ReentrantLock turn = turns.computeIfAbsent(workload.shop() + key, same -> new ReentrantLock());
            turn.lock();
            try {
                return call(number, workload.shop(), Kind.PUT, Workload.key(key));
            } finally {
                turn.unlock();
            }
        }
    }
}
