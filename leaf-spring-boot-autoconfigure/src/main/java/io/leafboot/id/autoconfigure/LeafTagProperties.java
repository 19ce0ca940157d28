package io.leafboot.id.autoconfigure;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A declared tag. An existing row is never changed.
 *
 * @param type How ids of the tag are made.
 * @param step Length of a fresh instance's first segment; leaf.default-step if left out.
 * @param description What the tag is for.
 * @param start First id.
 * @param format How an id of the tag looks as text.
 * @param reset When numbers begin anew; the text then holds the period.
 * @param zone Time zone of dates and of reset.
 * @param obfuscate Hides, in the text, how many ids there are.
 * @param columnType Type of the column that keeps the ids; none is handed out that it cannot hold.
 * @param maxId Highest id; none is handed out above it.
 */
public record LeafTagProperties(
        @DefaultValue("segment") Type type,
        @Nullable Integer step,
        @Nullable String description,
        @DefaultValue("1") long start,
        @Nullable Format format,
        @DefaultValue("none") Reset reset,
        @DefaultValue("UTC") ZoneId zone,
        @Nullable Obfuscate obfuscate,
        @Nullable ColumnType columnType,
        @Nullable Long maxId) {

    /** How ids of a tag are made. */
    public enum Type {
        /** From segments of the table: a sequence. */
        SEGMENT,
        /** From the clock and a leased worker id: no table on the way. */
        SNOWFLAKE,
        /** UUIDs of version 7, as text only. */
        UUID7
    }

    /** When numbers begin anew. */
    public enum Reset {
        /** Never. */
        NONE(0),
        /** Each day. */
        DAY(10),
        /** Each month. */
        MONTH(7),
        /** Each year. */
        YEAR(4);

        /** How much of an ISO date tells the period. */
        private final int length;

        Reset(int length) {
            this.length = length;
        }

        /** Returns the period that a date of the years 0 to 9999 lies in: the beginning of the date, as ISO writes it. */
        public String period(LocalDate date) {
            return date.toString().substring(0, length);
        }

        /** Returns the key of the row that a period of a tag draws from. */
        public String row(String tag, LocalDate date) {
            return tag + '.' + period(date);
        }

        /** Returns the first day of a period, or {@code null} if the text is none. */
        @Nullable
        LocalDate firstDay(String period) {
            if (this == NONE || period.length() != length) {
                return null;
            }
            try {
                LocalDate date = LocalDate.parse(period + "-01-01".substring(Math.max(0, length - 4)));
                return period(date).equals(period) ? date : null;
            } catch (DateTimeException e) {
                return null;
            }
        }

        /** Returns a day of the period {@code periods} later. */
        public LocalDate plus(LocalDate date, int periods) {
            return switch (this) {
                case NONE -> date;
                case DAY -> date.plusDays(periods);
                case MONTH -> date.plusMonths(periods);
                case YEAR -> date.plusYears(periods);
            };
        }
    }

    /** Types of integer columns, as SQL names them. */
    public enum ColumnType {
        /** Two bytes: up to 32,767. */
        SMALLINT(Short.MAX_VALUE),
        /** Four bytes: up to 2,147,483,647. */
        INTEGER(Integer.MAX_VALUE),
        /** Eight bytes. */
        BIGINT(Long.MAX_VALUE);

        /** The greatest number that a column of this type holds. */
        public final long greatest;

        ColumnType(long greatest) {
            this.greatest = greatest;
        }
    }

    /** How the number is written. */
    public enum Radix {
        /** Digits. */
        DECIMAL,
        /** Digits and small letters. */
        BASE36,
        /** Digits, large and small letters. */
        BASE62,
        /** Digits and large letters that are not mistaken for each other. */
        CROCKFORD
    }

    /**
     * How an id looks as text: prefix, date, separator, number.
     *
     * @param prefix What the text begins with: up to 32 characters.
     * @param date Pattern of the date behind the prefix, such as yyyyMMdd; none if left out.
     * @param separator What stands between date and number: up to 8 characters.
     * @param pad Least number of digits, filled with zeros: up to 20.
     * @param radix How the number is written.
     */
    public record Format(
            @DefaultValue("") String prefix,
            @Nullable String date,
            @DefaultValue("") String separator,
            @DefaultValue("0") int pad,
            @DefaultValue("decimal") Radix radix) {}

    /**
     * A keyed permutation of the numbers in the text. It hides how many there are; it is no secret.
     *
     * @param key Any text; whoever has it can undo the permutation. Never change it once ids were issued.
     * @param bits The numbers permuted are those below 2 to the power of this, from 8 to 63. Never change it either.
     */
    public record Obfuscate(String key, @DefaultValue("63") int bits) {

        @Override
        public String toString() { // the key stays out of logs
            return "Obfuscate[bits=" + bits + "]";
        }
    }

    /** Tells whether the tag's ids are those of its segments and nothing more. */
    boolean isPlain() {
        return type == Type.SEGMENT && format == null && reset == Reset.NONE && obfuscate == null;
    }

    /** Tells whether the tag draws from one row of the table that bears its name. */
    public boolean hasRow() {
        return type == Type.SEGMENT && reset == Reset.NONE;
    }
}
