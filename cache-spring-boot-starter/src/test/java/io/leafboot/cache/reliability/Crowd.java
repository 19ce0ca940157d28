package io.leafboot.cache.reliability;

import io.leafboot.cache.reliability.Operation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many callers on all nodes who ask for one key at the same time. */
final class Crowd {

    private static final Duration UNTIL_ALL_WAIT = Duration.ofSeconds(1);

    private final List<Operation> answers = new ArrayList<>();
    private final long begin;

    private Crowd(long begin) {
        this.begin = begin;
    }

    /** Asks, and waits for all answers. */
    static Crowd ask(Nodes nodes, int callers, String shop, Kind kind, String key) {
        int count = nodes.all().size();
        Crowd crowd = new Crowd(System.nanoTime() + UNTIL_ALL_WAIT.toNanos());
        List<Lines> orders = new ArrayList<>();
        for (int seat = 0; seat < count; seat++) {
            Lines order = nodes.get(seat).connect();
            orders.add(order);
            order.send(
                    "burst " + shop + " " + kind + " " + key + " " + share(callers, seat, count) + " " + crowd.begin);
        }
        for (int seat = 0; seat < count; seat++) {
            try (Lines order = orders.get(seat)) {
                for (int i = share(callers, seat, count); i > 0; i--) {
                    crowd.answers.add(Operation.parse(nodes.get(seat).number(), order.receive()));
                }
            }
        }
        return crowd;
    }

    private static int share(int callers, int seat, int count) {
        return callers / count + (seat < callers % count ? 1 : 0);
    }

    List<Operation> answers() {
        return answers;
    }

    long failed() {
        return answers.stream().filter(answer -> answer.failure() != null).count();
    }

    /** When the last caller had an answer. */
    double lastMillis() {
        return answers.stream().mapToLong(Operation::end).max().orElseThrow() / 1e6 - begin / 1e6;
    }
}
