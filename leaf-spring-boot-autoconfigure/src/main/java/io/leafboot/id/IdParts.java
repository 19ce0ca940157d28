package io.leafboot.id;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the text of an id says.
 *
 * @param tag the tag
 * @param prefix what the text begins with, as the tag's settings say; maybe empty
 * @param date the date in the text, at its first day where it names only a month or a year; {@code null} without a date
 * @param period where numbers begin anew, the period that the number belongs to: {@code 2026-11-26}, {@code 2026-11} or
 *     {@code 2026}; else {@code null}
 * @param number the number: what {@link IdGenerator#nextId(String)} returns for a tag without periods, and with them
 *     unique within the period
 */
public record IdParts(
        String tag,
        String prefix,
        @Nullable LocalDate date,
        @Nullable String period,
        long number) {}
