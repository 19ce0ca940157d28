package io.leafboot.id.autoconfigure;

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
 */
public record LeafTagProperties(
        @DefaultValue("segment") Type type,
        @Nullable Integer step,
        @Nullable String description,
        @DefaultValue("1") long start,
        @Nullable Format format,
        @DefaultValue("none") Reset reset,
        @DefaultValue("UTC") ZoneId zone,
        @Nullable Obfuscate obfuscate) {

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
        NONE,
        /** Each day. */
        DAY,
        /** Each month. */
        MONTH,
        /** Each year. */
        YEAR
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
     * @param prefix What the text begins with.
     * @param date Pattern of the date behind the prefix, such as yyyyMMdd; none if left out.
     * @param separator What stands between date and number.
     * @param pad Least number of digits, filled with zeros.
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
     * @param key Any text; whoever has it can undo the permutation.
     * @param bits The numbers permuted are those below 2 to the power of this.
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
