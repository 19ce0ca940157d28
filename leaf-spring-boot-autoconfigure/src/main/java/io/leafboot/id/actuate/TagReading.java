package io.leafboot.id.actuate;

import io.leafboot.id.segment.TagStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What meters read of a tag: the status of its row, or of the rows of its periods, of which few are held. Totals stay while
 * a row is out of memory, and when it is no longer held; they never fall, though a batch that failed half-way had been counted
 * as issued for a moment. Safe for concurrent use.
 */
final class TagReading {

    /** That of the present period, of the one before, and of the one that is warmed already; and one to spare. */
    private static final int MOST_ROWS = 4;

    private record Row(String name, Map<String, Double> totals) {}

    private final Function<String, @Nullable TagStatus> statuses;

    private final Map<String, ToDoubleFunction<TagStatus>> counters = new HashMap<>();

    private final Deque<Row> rows = new ArrayDeque<>();

    /** Of rows that are no longer held. */
    private final Map<String, Double> past = new HashMap<>();

    TagReading(Function<String, @Nullable TagStatus> statuses) {
        this.statuses = statuses;
    }

    /** Declares what a counter counts. */
    synchronized void count(String counter, ToDoubleFunction<TagStatus> value) {
        counters.put(counter, value);
    }

    synchronized void add(String row) {
        rows.addLast(new Row(row, new HashMap<>()));
        if (rows.size() > MOST_ROWS) {
            Row oldest = rows.removeFirst();
            counters.keySet().forEach(counter -> past.merge(counter, total(oldest, counter), Double::sum));
        }
    }

    synchronized double total(String counter) {
        double total = past.getOrDefault(counter, 0.0);
        for (Row row : rows) {
            total += total(row, counter);
        }
        return total;
    }

    private double total(Row row, String counter) {
        ToDoubleFunction<TagStatus> value = counters.get(counter);
        TagStatus status = statuses.apply(row.name);
        double present = status == null || value == null ? 0 : value.applyAsDouble(status);
        return row.totals.merge(counter, present, Math::max);
    }

    /** Returns a value of the rows in memory, put together, or {@code whenIdle} if none is. */
    synchronized double present(ToDoubleFunction<TagStatus> value, DoubleBinaryOperator together, double whenIdle) {
        return rows.stream()
                .map(row -> statuses.apply(row.name))
                .filter(status -> status != null)
                .mapToDouble(value)
                .reduce(together)
                .orElse(whenIdle);
    }
}
