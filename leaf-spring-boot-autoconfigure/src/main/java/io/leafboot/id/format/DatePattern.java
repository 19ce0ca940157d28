package io.leafboot.id.format;

import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A date of fixed width: {@code yyyy} or {@code yy}, {@code MM}, {@code dd}, each once at most, and what stands between them.
 * The year is always there, a day only with its month, so that a text is one date. Two digits are the years 2000 to 2099.
 */
final class DatePattern {

    private static final String ALLOWED =
            "yyyy or yy, MM and dd, each once, a year always and a day only with its month,"
                    + " and between them characters that are neither letters nor digits";

    private static final int LONGEST = 24;

    private static final int CENTURY = 2000;

    private enum Part {
        YEAR("yyyy"),
        SHORT_YEAR("yy"),
        MONTH("MM"),
        DAY("dd"),
        LITERAL("?");

        final String letters;

        Part(String letters) {
            this.letters = letters;
        }
    }

    private final String pattern;

    /** In the order of the pattern, a literal for each character of its own. */
    private final List<Part> parts = new ArrayList<>();

    /** {@link IllegalArgumentException} says what is allowed. */
    DatePattern(String pattern) {
        this.pattern = pattern.replace('u', 'y'); // both are the year, in the years there are
        int at = 0;
        while (at < this.pattern.length()) {
            Part part = partAt(at);
            check(part == Part.LITERAL || !parts.contains(part));
            parts.add(part);
            at += part.letters.length();
        }
        check(has(Part.YEAR) != has(Part.SHORT_YEAR) && (has(Part.MONTH) || !has(Part.DAY)) && at <= LONGEST);
    }

    private Part partAt(int at) {
        for (Part part : Part.values()) {
            if (pattern.startsWith(part.letters, at)) {
                return part;
            }
        }
        char c = pattern.charAt(at);
        check(!Character.isLetterOrDigit(c) && !Character.isISOControl(c) && !Character.isSurrogate(c));
        return Part.LITERAL;
    }

    private boolean has(Part part) {
        return parts.contains(part);
    }

    private static void check(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    int width() {
        return pattern.length();
    }

    /** Tells whether dates of different periods have different texts. */
    boolean tells(Reset reset) {
        return switch (reset) {
            case NONE, YEAR -> true;
            case MONTH -> has(Part.MONTH);
            case DAY -> has(Part.DAY);
        };
    }

    /** Returns the date's text; {@link IllegalArgumentException} if its year cannot be written. */
    String write(LocalDate date) {
        int first = has(Part.YEAR) ? 0 : CENTURY;
        int last = has(Part.YEAR) ? 9999 : CENTURY + 99;
        if (date.getYear() < first || date.getYear() > last) {
            throw new IllegalArgumentException("The year " + date.getYear() + " cannot be written as '" + pattern
                    + "'; those from " + first + " to " + last + " can.");
        }
        StringBuilder text = new StringBuilder(width());
        for (Part part : parts) {
            switch (part) {
                case YEAR -> text.append(fill(date.getYear(), 4));
                case SHORT_YEAR -> text.append(fill(date.getYear() - CENTURY, 2));
                case MONTH -> text.append(fill(date.getMonthValue(), 2));
                case DAY -> text.append(fill(date.getDayOfMonth(), 2));
                case LITERAL -> text.append(pattern.charAt(text.length()));
            }
        }
        return text.toString();
    }

    private static String fill(int value, int width) {
        return Digits.DECIMAL.write("", width, value);
    }

    /** Reads the date at the beginning of a text; {@link IllegalArgumentException} says what is wrong. */
    LocalDate read(String text) {
        int year = 0;
        int month = 1;
        int day = 1;
        int at = 0;
        for (Part part : parts) {
            int width = part.letters.length();
            if (part == Part.LITERAL) {
                require(text.length() > at && text.charAt(at) == pattern.charAt(at));
            } else {
                int value = number(text, at, width);
                switch (part) {
                    case YEAR -> year = value;
                    case SHORT_YEAR -> year = CENTURY + value;
                    case MONTH -> month = value;
                    default -> day = value;
                }
            }
            at += width;
        }
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its date is none.", e);
        }
    }

    private int number(String text, int at, int width) {
        require(text.length() >= at + width);
        int value = 0;
        for (int i = at; i < at + width; i++) {
            char c = text.charAt(i);
            require(c >= '0' && c <= '9');
            value = value * 10 + c - '0';
        }
        return value;
    }

    private void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("it has no date as '" + pattern + "'.");
        }
    }
}
