package io.leafboot.id.format;

import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the rows of periods have ids in memory: of the present one at start, of the next one shortly before it. */
final class Periods {

    private static final Logger log = LoggerFactory.getLogger(Periods.class);

    static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(10);

    private final SegmentIdGenerator generator;

    private final List<Shape> shapes;

    private final Clock clock;

    Periods(SegmentIdGenerator generator, Collection<Shape> shapes, Clock clock) {
        this.generator = generator;
        this.shapes =
                shapes.stream().filter(shape -> shape.reset() != Reset.NONE).toList();
        this.clock = clock;
    }

    boolean none() {
        return shapes.isEmpty();
    }

    /** Waits until the present periods have ids in memory. */
    void warmUpPresent() {
        Set<String> rows = new LinkedHashSet<>();
        shapes.forEach(shape -> rows.add(row(shape, Duration.ZERO)));
        if (!generator.warmUp(rows, WARM_UP_TIMEOUT)) {
            log.warn(
                    "Not all of the rows {} have ids in memory after {}; their first callers will wait.",
                    rows,
                    WARM_UP_TIMEOUT);
        }
    }

    /** Begins the claims for periods that are about to begin, and does not wait for them. */
    void warmUpNext() {
        Set<String> rows = new LinkedHashSet<>();
        for (Shape shape : shapes) {
            String next = row(shape, AHEAD);
            if (!next.equals(row(shape, Duration.ZERO))) {
                rows.add(next);
            }
        }
        generator.warmUp(rows, Duration.ZERO);
    }

    private String row(Shape shape, Duration ahead) {
        LocalDate date = clock.instant().plus(ahead).atZone(shape.zone()).toLocalDate();
        return shape.reset().row(shape.tag(), date);
    }
}
