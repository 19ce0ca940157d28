package io.leafboot.id.format;

import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Draws numbers and writes them in the tag's shape. Where numbers begin anew, each period has a generator of its own, and only
 * that of the present one is held.
 *
 * <p>Memory ordering. All that belongs to a day is one immutable object in a volatile field. A call reads the field once, so
 * its number and the date in its text belong together whatever other threads do, and whatever the clock does meanwhile:
 * number and period are unique as a pair, hence the text. When two threads meet a new day, or the clock goes back and
 * forth, whichever write comes last stays; the next call looks at the clock again.
 */
final class ShapedIdGenerator implements TagIdGenerator {

    private record Day(long fromMillis, long untilMillis, TagIdGenerator numbers, Shape.Texts texts) {}

    private final Shape shape;

    private final TagIdGenerator generator;

    private final Function<String, TagIdGenerator> rows;

    private final Clock clock;

    private volatile @Nullable Day today;

    /**
     * Creates the generator. It performs no I/O.
     *
     * @param shape the shape
     * @param generator the tag's numbers where they do not begin anew
     * @param rows the generator of a row of the table, which periods draw from
     * @param clock tells the date
     */
    ShapedIdGenerator(Shape shape, TagIdGenerator generator, Function<String, TagIdGenerator> rows, Clock clock) {
        this.shape = shape;
        this.generator = generator;
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public String tag() {
        return shape.tag();
    }

    @Override
    public String nextText() {
        Day day = today;
        long now = clock.millis();
        if (day == null || now < day.fromMillis || now >= day.untilMillis) {
            day = dayOf(now);
            today = day;
        }
        return day.texts.of(day.numbers.nextId());
    }

    private Day dayOf(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        ZoneRules rules = shape.zone().getRules();
        LocalDate date = now.atZone(shape.zone()).toLocalDate();
        // Where clocks are put back at midnight a date comes twice, so it ends with the zone's offset, too.
        ZoneOffsetTransition before = rules.previousTransition(now.plusNanos(1));
        ZoneOffsetTransition after = rules.nextTransition(now);
        long begin = date.atStartOfDay(shape.zone()).toInstant().toEpochMilli();
        long end = date.plusDays(1).atStartOfDay(shape.zone()).toInstant().toEpochMilli();
        return new Day(
                before == null ? begin : Math.max(begin, before.getInstant().toEpochMilli()),
                after == null ? end : Math.min(end, after.getInstant().toEpochMilli()),
                shape.reset() == Reset.NONE
                        ? generator
                        : rows.apply(shape.reset().row(shape.tag(), date)),
                shape.on(date));
    }

    @Override
    public long nextId() {
        return numbers().nextId();
    }

    @Override
    public long[] nextIds(int n) {
        return numbers().nextIds(n);
    }

    @Override
    public IdRange nextRange(int atMost) {
        return numbers().nextRange(atMost);
    }

    private TagIdGenerator numbers() {
        if (shape.reset() != Reset.NONE) {
            throw new UnsupportedOperationException("The numbers of tag '" + shape.tag() + "' begin anew each "
                    + shape.reset().name().toLowerCase(Locale.ROOT)
                    + ", so a number alone is no id: use nextText().");
        }
        return generator;
    }
}
