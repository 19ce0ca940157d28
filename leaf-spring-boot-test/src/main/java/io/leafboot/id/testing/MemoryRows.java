package io.leafboot.id.testing;

import io.leafboot.id.LeafTag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table, in memory. Each change of a row is atomic. */
final class MemoryRows {

    private final ConcurrentHashMap<String, LeafTag> rows = new ConcurrentHashMap<>();

    /** The row that a tag begins with when it is first asked for, or {@code null} where there is none. */
    private final Function<String, @Nullable LeafTag> initial;

    MemoryRows(Function<String, @Nullable LeafTag> initial) {
        this.initial = initial;
    }

    List<LeafTag> list() {
        return rows.values().stream().sorted(Comparator.comparing(LeafTag::tag)).toList();
    }

    Optional<LeafTag> find(String tag) {
        return Optional.ofNullable(rows.get(tag));
    }

    boolean createIfMissing(LeafTag row) {
        return rows.putIfAbsent(row.tag(), row) == null;
    }

    /** Changes a row that is there; {@code null} where there is none. */
    @Nullable
    LeafTag change(String tag, UnaryOperator<LeafTag> change) {
        return rows.computeIfPresent(tag, (name, row) -> change.apply(row));
    }

    /** Changes a row, a new one if there is none; {@code null} where there can be none. */
    @Nullable
    LeafTag changeOrCreate(String tag, UnaryOperator<LeafTag> change) {
        return rows.compute(tag, (name, row) -> {
            LeafTag present = row == null ? initial.apply(name) : row;
            return present == null ? null : change.apply(present);
        });
    }

    boolean delete(String tag) {
        return rows.remove(tag) != null;
    }

    /** Puts {@code state} in the place of all rows. */
    void replaceAll(Map<String, LeafTag> state) {
        rows.clear();
        rows.putAll(state);
    }

    static LeafTag withMaxId(LeafTag row, long maxId) {
        return new LeafTag(row.tag(), maxId, row.step(), row.description());
    }
}
