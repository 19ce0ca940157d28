package io.leafboot.benchmarks.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A process with callers. It reads lines {@code key callers nanos}, lets so many callers ask for the key at that time, and
 * answers with {@link #ANSWER}, when the last one was answered, and how many got an exception. It ends with its input.
 */
public final class StampedeNode {

    static final String ANSWER = "stampede-answer ";

    private StampedeNode() {}

    /** Starts it; arguments are a contestant, the port of Redis, and that of the source. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Function<String, Product> lookUp =
                StampedeContestant.valueOf(args[0]).start(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println(ANSWER + "started");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] order = line.split(" ");
            System.out.println(ANSWER + crowd(lookUp, order[0], Integer.parseInt(order[1]), Long.parseLong(order[2])));
        }
        Runtime.getRuntime().halt(0);
    }

    private static String crowd(Function<String, Product> lookUp, String key, int callers, long begin)
            throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(callers);
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(
                    null,
                    () -> {
                        for (long left = begin - System.nanoTime(); left > 0; left = begin - System.nanoTime()) {
                            LockSupport.parkNanos(left);
                        }
                        try {
                            lookUp.apply(key);
                        } catch (RuntimeException ex) {
                            failed.incrementAndGet();
                        }
                        answered.countDown();
                    },
                    "caller",
                    256 * 1024);
            thread.setDaemon(true);
            thread.start();
        }
        answered.await();
        return System.nanoTime() + " " + failed;
    }
}
