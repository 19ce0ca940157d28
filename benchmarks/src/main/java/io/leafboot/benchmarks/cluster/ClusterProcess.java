package io.leafboot.benchmarks.cluster;

import io.leafboot.benchmarks.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A node in a process of its own. It says when it has started. The last of the nodes then fills the caches, measures, and says
 * what it found; the others are there until their input ends.
 */
public final class ClusterProcess {

    static final String ANSWER = "cluster-answer ";

    static final String STARTED = "started";

    static final String FINISHED = "finished";

    private static final int FILLERS = 8;

    private static final List<String> OPTIONS =
            List.of("contestant", "member", "threads", "compile-millis", "warmup-millis", "millis");

    private final Options options;

    private ClusterProcess(Options options) {
        this.options = options;
    }

    /** Starts it. */
    public static void main(String[] args) {
        int status = 1;
        try {
            new ClusterProcess(new Options(args, OPTIONS)).run();
            status = 0;
        } catch (Exception ex) {
            ex.printStackTrace();
        }
        // Partners go at the same time: there is nobody to hand entries over to.
        Runtime.getRuntime().halt(status);
    }

    private void run() throws Exception {
        Contestant contestant = Contestant.valueOf(options.text("contestant", ""));
        Member member = Member.of(options.text("member", ""));
        try (Node node = contestant.start(member)) {
            say(STARTED);
            if (member.index() < Member.COUNT - 1) {
                awaitEndOfInput();
            } else {
                measure(node);
                say(FINISHED);
            }
            Runtime.getRuntime().halt(0);
        }
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // the benchmark goes on
        }
    }

    private void measure(Node node) throws Exception {
        fill(node.store());
        if (node.nearStore() != null) {
            fill(node.nearStore());
        }
        System.gc();
        Keys keys = Keys.of(node.held());
        for (Operation operation : Operation.values()) {
            run(operation, node, keys, 2, options.number("compile-millis", 2_000));
        }
        for (int threads : options.numbers("threads", "1,8")) {
            for (Operation operation : Operation.values()) {
                run(operation, node, keys, threads, options.number("warmup-millis", 500));
                Calls.Outcome outcome = run(operation, node, keys, threads, options.number("millis", 2_000));
                if (outcome != null) {
                    say(new Measurement(
                                    operation,
                                    threads,
                                    outcome.times().getValueAtPercentile(50) / 1e3,
                                    outcome.times().getValueAtPercentile(99) / 1e3,
                                    outcome.count() * 1e9 / outcome.nanos(),
                                    outcome.failures())
                            .text());
                }
            }
        }
    }

    /** A contestant that does not find what it was filled with would be measured at something else. */
    private static void fill(Store store) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(FILLERS);
        try {
            List<Future<?>> fillers = new ArrayList<>();
            for (int filler = 0; filler < FILLERS; filler++) {
                int first = filler;
                fillers.add(executor.submit(() -> {
                    for (int i = first; i < Texts.COUNT; i += FILLERS) {
                        store.put(Texts.KEYS.get(i), store.value(Texts.of(i)));
                        Object found = store.get(Texts.KEYS.get(i));
                        if (found == null || !store.text(found).equals(Texts.of(i))) {
                            throw new IllegalStateException("Under " + Texts.KEYS.get(i) + " is " + found);
                        }
                    }
                }));
            }
            for (Future<?> filler : fillers) {
                filler.get();
            }
        } finally {
            executor.shutdown();
        }
    }

    /** Returns what came of it, or {@code null} if the contestant has no such operation. */
    private static Calls.Outcome run(Operation operation, Node node, Keys keys, int threads, long millis)
            throws Exception {
        Store store = operation.isNear() ? node.nearStore() : node.store();
        List<String> its = keys.of(operation);
        if (store != null && operation == Operation.NEAR_GET) {
            its.forEach(store::get); // puts have dropped them
        }
        return store == null || its.isEmpty() ? null : Calls.run(operation, store, its, threads, millis);
    }

    private static void say(String text) {
        System.out.println(ANSWER + text);
    }

    private record Keys(List<String> local, List<String> remote) {

        static Keys of(Set<String> held) {
            Keys keys = new Keys(
                    Texts.KEYS.stream().filter(held::contains).toList(),
                    Texts.KEYS.stream().filter(key -> !held.contains(key)).toList());
            if (keys.remote().isEmpty()) {
                throw new IllegalStateException("This node holds everything: it is alone");
            }
            System.err.printf(Locale.ROOT, "of %,d keys %,d are held here%n", Texts.COUNT, held.size());
            return keys;
        }

        List<String> of(Operation operation) {
            return switch (operation) {
                case LOCAL_GET -> local;
                case REMOTE_GET, NEAR_GET, REMOTE_PUT, NEAR_PUT -> remote;
                case PUT -> Texts.KEYS;
            };
        }
    }
}
