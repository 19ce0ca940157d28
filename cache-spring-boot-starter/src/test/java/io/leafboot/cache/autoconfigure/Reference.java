package io.leafboot.cache.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of settings in the reference, which tests hold against the code. */
final class Reference {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z.*-]+)` \\| ([^|]*)\\|.*");
    private static final Pattern LITERAL = Pattern.compile("`([^`]+)`");

    /**
     * A setting.
     *
     * @param name below {@code cache.caches.<name>}, or in full
     * @param text what is said of its default
     */
    record Setting(String name, String text) {

        /** Whether the default is a value, as opposed to a description or to nothing. */
        boolean hasDefault() {
            return LITERAL.matcher(text).matches() && !name.equals("null-ttl");
        }

        String defaultValue() {
            return text.substring(1, text.length() - 1);
        }
    }

    private Reference() {}

    /** Settings that every cache has. */
    static List<Setting> ofCaches() {
        return settings().stream()
                .filter(setting -> !setting.name().startsWith("cache."))
                .toList();
    }

    /** Settings of all caches together. */
    static List<Setting> ofTheApplication() {
        return settings().stream()
                .filter(setting -> setting.name().startsWith("cache."))
                .toList();
    }

    private static List<Setting> settings() {
        String page;
        try {
            page = Files.readString(Path.of("..", "docs", "caches-reference.md"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        List<Setting> settings = new ArrayList<>();
        page.substring(page.indexOf("## Settings"), page.indexOf("## Names in Redis"))
                .lines()
                .forEach(line -> {
                    Matcher row = ROW.matcher(line);
                    if (row.matches()) {
                        settings.add(new Setting(row.group(1), row.group(2).trim()));
                    }
                });
        return settings;
    }
}
