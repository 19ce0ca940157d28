package io.leafboot.id;

import java.time.LocalDate;

/**
 * The shapes of ids: from numbers to the texts that {@link IdGenerator#nextText(String)} returns, and back. A tag without
 * settings of a shape is written in digits. Safe for concurrent use; no method performs I/O.
 *
 * <p>A tag's texts and its pairs of date and number stand for each other: different pairs have different texts, and
 * {@link #parse} of a text is the pair it was made of.
 *
 * <p>All methods throw {@link IllegalArgumentException} for a number below 0 or a date that is missing.
 */
public interface IdFormats {

    /**
     * Returns the text of a number.
     *
     * @param tag the tag; its texts have no date
     * @param number from 0
     * @throws IdLimitReachedException if the number is not among those that the tag permutes
     */
    String format(String tag, long number);

    /**
     * Returns the text of a number of a date.
     *
     * @param tag the tag
     * @param date the date in the text, and with it the period; without effect where the tag's texts have none
     * @param number from 0
     * @throws IdLimitReachedException if the number is not among those that the tag permutes
     */
    String format(String tag, LocalDate date, long number);

    /**
     * Takes a text apart. Whatever its length, only as much is looked at as the longest text of the tag has.
     *
     * @param tag the tag
     * @param text a text of this tag
     * @throws InvalidIdTextException if no number and no date of this tag has this text
     */
    IdParts parse(String tag, String text);
}
