package io.leafboot.id.processes;

import io.leafboot.id.segment.TagStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a process says of a tag: the counts of its {@link TagStatus}, in a file. */
record Report(
        long claims,
        long failedClaims,
        long issued,
        long wasted,
        long returned,
        long remaining,
        long regressions,
        long highest) {

    static final Report NONE = new Report(0, 0, 0, 0, 0, 0, 0, 0);

    /** Writes the file whole or not at all. */
    static void write(List<TagStatus> statuses, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (TagStatus s : statuses) {
            lines.add(String.join(
                    " ",
                    s.tag(),
                    "" + s.claims(),
                    "" + s.failedClaims(),
                    "" + s.issued(),
                    "" + s.wasted(),
                    "" + s.returned(),
                    "" + s.remaining(),
                    "" + s.regressions(),
                    "" + s.highestReceived()));
        }
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, lines);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads a file: reports by tag. */
    static Map<String, Report> read(Path file) {
        try {
            Map<String, Report> reports = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                long[] n = new long[words.length - 1];
                for (int i = 0; i < n.length; i++) {
                    n[i] = Long.parseLong(words[i + 1]);
                }
                reports.put(words[0], new Report(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]));
            }
            return reports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Report plus(Report other) {
        return new Report(
                claims + other.claims,
                failedClaims + other.failedClaims,
                issued + other.issued,
                wasted + other.wasted,
                returned + other.returned,
                remaining + other.remaining,
                regressions + other.regressions,
                Math.max(highest, other.highest));
    }
}
