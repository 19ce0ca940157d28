package io.leafboot.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Command-line options of the form {@code --name=value}; an unknown one is an error. */
public final class Options {

    private final Map<String, String> values = new HashMap<>();

    /** Reads them. */
    public Options(String[] args, List<String> known) {
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = arg.startsWith("--") && equals > 2 ? arg.substring(2, equals) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + arg + "' is not one of the options " + known + " as --name=value");
            }
            values.put(name, arg.substring(equals + 1));
        }
    }

    /** Returns an option, or {@code preset} where it is not given. */
    public String text(String name, String preset) {
        return values.getOrDefault(name, preset);
    }

    /** Returns a whole number. */
    public int number(String name, int preset) {
        return Integer.parseInt(text(name, String.valueOf(preset)));
    }

    /** Returns whole numbers, given with commas between them. */
    public int[] numbers(String name, String preset) {
        return Arrays.stream(text(name, preset).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
