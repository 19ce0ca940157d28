package io.leafboot.id.format;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.autoconfigure.LeafTagProperties.Format;
import io.leafboot.id.autoconfigure.LeafTagProperties.Obfuscate;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes shapes of the settings, and stops the application where one cannot work. That a type has no use for a setting is said
 * by what makes ids of that type.
 */
final class ShapeSettings {

    private static final int LONGEST_PREFIX = 32;

    private static final int LONGEST_SEPARATOR = 8;

    private static final int MOST_PAD = 20;

    private ShapeSettings() {}

    static Shapes shapes(LeafProperties properties) {
        Map<String, Shape> shapes = new HashMap<>();
        properties.tags().forEach((tag, settings) -> {
            LeafProperties.Period period = properties.periodOf(tag);
            if (period != null) {
                throw invalid(
                        "leaf.tags." + tag + " is the row of a period of tag '" + period.tag() + "'.",
                        "Give the tag another name.");
            }
            boolean shaped =
                    settings.format() != null || settings.obfuscate() != null || settings.reset() != Reset.NONE;
            if (shaped && settings.type() != LeafTagProperties.Type.UUID7) {
                shapes.put(tag, shape(tag, settings));
            }
        });
        return new Shapes(shapes);
    }

    private static Shape shape(String tag, LeafTagProperties settings) {
        String name = "leaf.tags." + tag;
        checkBits(name, settings);
        Format format = settings.format();
        DatePattern date = format == null ? null : date(name, format);
        if (settings.type() == LeafTagProperties.Type.SEGMENT) {
            checkReset(tag, settings.reset(), date);
        }
        Permutations permutations = permutations(name, settings);
        if (format == null) {
            Shape plain = Shape.plain(tag);
            return new Shape(
                    tag, plain.prefix(), null, "", 0, plain.digits(), Reset.NONE, settings.zone(), permutations);
        }
        checkText(name + ".format.prefix", format.prefix(), LONGEST_PREFIX);
        checkText(name + ".format.separator", format.separator(), LONGEST_SEPARATOR);
        if (date == null && !format.separator().isEmpty()) {
            throw invalid(
                    name + ".format.separator is set without a date.",
                    "It stands behind the date; put it into the prefix.");
        }
        if (format.pad() < 0 || format.pad() > MOST_PAD) {
            throw notAllowed(name + ".format.pad", format.pad(), "from 0 to " + MOST_PAD);
        }
        return new Shape(
                tag,
                format.prefix(),
                date,
                format.separator(),
                format.pad(),
                Digits.of(format.radix()),
                settings.reset(),
                settings.zone(),
                permutations);
    }

    private static void checkBits(String name, LeafTagProperties settings) {
        Obfuscate obfuscate = settings.obfuscate();
        if (settings.type() == LeafTagProperties.Type.SNOWFLAKE
                && obfuscate != null
                && obfuscate.bits() != Permutation.MOST_BITS) {
            throw notAllowed(name + ".obfuscate.bits", obfuscate.bits(), Permutation.MOST_BITS + " for type snowflake");
        }
    }

    private static @Nullable DatePattern date(String name, Format format) {
        if (format.date() == null) {
            return null;
        }
        try {
            return new DatePattern(format.date());
        } catch (IllegalArgumentException e) {
            throw notAllowed(name + ".format.date", '\'' + format.date() + '\'', String.valueOf(e.getMessage()));
        }
    }

    private static void checkReset(String tag, Reset reset, @Nullable DatePattern date) {
        String name = "leaf.tags." + tag + ".reset";
        if (reset != Reset.NONE && (date == null || !date.tells(reset))) {
            throw invalid(
                    name + " is " + shown(reset) + ", but the text does not tell the " + shown(reset)
                            + ", so that ids would be issued twice.",
                    "Set 'leaf.tags." + tag + ".format.date' to a pattern with the " + shown(reset)
                            + ", such as yyyyMMdd, or remove 'reset'.");
        }
        int longest = reset.row(tag, LocalDate.EPOCH).length();
        if (reset != Reset.NONE && longest > IdGenerator.MAX_TAG_LENGTH) {
            throw invalid(
                    name + " is " + shown(reset) + ", and the keys of its rows would have " + longest
                            + " characters; allowed are " + IdGenerator.MAX_TAG_LENGTH + ".",
                    "Give the tag a shorter name.");
        }
    }

    private static @Nullable Permutations permutations(String name, LeafTagProperties settings) {
        Obfuscate obfuscate = settings.obfuscate();
        if (obfuscate == null) {
            return null;
        }
        if (obfuscate.key() == null || obfuscate.key().isBlank()) { // the binder leaves out what is not set
            throw invalid(name + ".obfuscate.key is not set.", "Set it to any text, and never change it.");
        }
        if (obfuscate.bits() < Permutation.LEAST_BITS || obfuscate.bits() > Permutation.MOST_BITS) {
            throw notAllowed(
                    name + ".obfuscate.bits",
                    obfuscate.bits(),
                    "from " + Permutation.LEAST_BITS + " to " + Permutation.MOST_BITS);
        }
        return new Permutations(obfuscate.key(), obfuscate.bits());
    }

    private static void checkText(String name, String text, int longest) {
        if (text.length() > longest) {
            throw notAllowed(name, "of " + text.length() + " characters", "up to " + longest);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(name + " has a control character.", "Remove it.");
        }
    }

    private static String shown(Reset reset) {
        return reset.name().toLowerCase(Locale.ROOT);
    }

    private static LeafStartupException notAllowed(String name, Object value, String allowed) {
        return invalid(
                name + " is " + value + "; allowed is " + allowed + ".",
                "Change the value in the application's configuration.");
    }

    private static LeafStartupException invalid(String problem, String action) {
        return new LeafStartupException(problem, action, null);
    }
}
