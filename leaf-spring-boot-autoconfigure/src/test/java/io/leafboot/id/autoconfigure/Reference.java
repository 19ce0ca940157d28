package io.leafboot.id.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of {@code docs/reference.md}, which tests hold against the code. */
final class Reference {

    private static final Pattern ROW = Pattern.compile("\\| (`.+?) \\| ?(.*?)\\|.*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * A setting.
     *
     * @param name its name in full
     * @param defaultText what is said of its default
     */
    record Setting(String name, String defaultText) {

        /** Returns its default, or {@code ""} if there is none, or if it is another setting's value. */
        String defaultValue() {
            Matcher literal = CODE.matcher(defaultText);
            return literal.matches() ? literal.group(1) : "";
        }
    }

    private Reference() {}

    static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        rows("Settings")
                .forEach(row -> codes(row.group(1))
                        .forEach(name ->
                                settings.add(new Setting(name, row.group(2).trim()))));
        Set<String> names = settings.stream().map(Setting::name).collect(Collectors.toSet());
        settings.replaceAll(
                setting -> names.contains("leaf." + setting.defaultValue()) || names.contains(setting.defaultValue())
                        ? new Setting(setting.name(), "")
                        : setting);
        return settings;
    }

    /** Returns what is written as code in the first column of a section's tables. */
    static List<String> firstColumn(String section) {
        return rows(section).flatMap(row -> codes(row.group(1))).toList();
    }

    /** Returns what is written as code anywhere in a section. */
    static Set<String> codeIn(String section) {
        return codes(section(section)).collect(Collectors.toSet());
    }

    private static Stream<Matcher> rows(String section) {
        return section(section).lines().map(ROW::matcher).filter(Matcher::matches);
    }

    private static Stream<String> codes(String text) {
        return CODE.matcher(text).results().map(code -> code.group(1));
    }

    private static String section(String heading) {
        String page;
        try {
            page = Files.readString(Path.of("..", "docs", "reference.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = page.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new IllegalArgumentException("The reference has no section '" + heading + "'");
        }
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }
}
