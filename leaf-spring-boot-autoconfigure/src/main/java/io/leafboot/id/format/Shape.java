package io.leafboot.id.format;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdParts;
import io.leafboot.id.InvalidIdTextException;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How the ids of one tag look. A text is prefix, date, separator and number; all but the number have a fixed width, and a
 * number is written in one way only, so a text is one pair of date and number. Immutable but for a memo.
 *
 * @param tag the tag
 * @param prefix the prefix, maybe empty
 * @param date the date, or {@code null} for none
 * @param separator what stands before the number, maybe empty
 * @param pad least number of digits
 * @param digits how the number is written
 * @param reset when numbers begin anew; the date then tells the period
 * @param zone where dates begin
 * @param permutations hide the number, or {@code null}
 */
record Shape(
        String tag,
        String prefix,
        @Nullable DatePattern date,
        String separator,
        int pad,
        Digits digits,
        Reset reset,
        ZoneId zone,
        @Nullable Permutations permutations) {

    /** What numbers without settings look like. */
    static Shape plain(String tag) {
        return new Shape(tag, "", null, "", 0, Digits.DECIMAL, Reset.NONE, ZoneId.of("UTC"), null);
    }

    /** Returns the texts of a date, in which only the number is open. */
    Texts on(LocalDate day) {
        return new Texts(
                this,
                date == null ? prefix : prefix + date.write(day) + separator,
                permutations == null ? null : permutations.of(reset.period(day)));
    }

    /** Texts of one date. */
    record Texts(Shape shape, String head, @Nullable Permutation permutation) {

        /** Returns the text of a number from 0. */
        String of(long number) {
            long shown = number;
            if (permutation != null) {
                if (number > permutation.highest()) {
                    throw new IdLimitReachedException(shape.tag, permutation.highest());
                }
                shown = permutation.apply(number);
            }
            return shape.digits.write(head, shape.pad, shown);
        }
    }

    IdParts parse(String text) {
        int headLength = prefix.length() + (date == null ? 0 : date.width() + separator.length());
        int longest = headLength + Math.max(pad, digits.most);
        if (text.length() > longest) {
            throw new InvalidIdTextException(
                    tag, "it has " + text.length() + " characters, the longest there are have " + longest + ".");
        }
        if (!text.startsWith(prefix)) {
            throw new InvalidIdTextException(tag, "it does not begin with '" + prefix + "'.");
        }
        try {
            LocalDate day = date == null ? null : date.read(text.substring(prefix.length()));
            if (day != null && !text.startsWith(separator, headLength - separator.length())) {
                throw new IllegalArgumentException("it has no '" + separator + "' behind its date.");
            }
            long number = digits.read(text, headLength, pad);
            String period = day == null || reset == Reset.NONE ? null : reset.period(day);
            return new IdParts(
                    tag, prefix, day, period, permutations == null ? number : undo(permutations, period, number));
        } catch (InvalidIdTextException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidIdTextException(tag, String.valueOf(e.getMessage()));
        }
    }

    private static long undo(Permutations permutations, @Nullable String period, long shown) {
        Permutation permutation = permutations.of(period == null ? "" : period);
        if (shown > permutation.highest()) {
            throw new IllegalArgumentException(
                    "its number is above " + permutation.highest() + ", the highest there is.");
        }
        return permutation.undo(shown);
    }
}
