package io.leafboot.benchmarks;

import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Heap for each tag in use, with both segments of its buffer claimed: what the live objects of 10,000 tags add, by a class
 * histogram after a full collection, and as used heap for a check.
 */
public final class TagMemory {

    private static final int TAGS = 10_000;

    private static final int CLASSES_SHOWN = 12;

    private static final Pattern HISTOGRAM_LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    private record Used(long count, long bytes) {}

    private TagMemory() {}

    /** Prints Markdown. */
    public static void main(String[] args) throws Exception {
        for (Ordering ordering : Ordering.values()) {
            measure(ordering);
        }
    }

    private static void measure(Ordering ordering) throws Exception {
        SegmentIdGenerator generator = MemoryGenerators.generator(ordering);
        try {
            // Loads classes and starts threads; these are no tag's.
            useUntilNextIsThere(generator, List.of("first"));
            histogram();
            Map<String, Used> before = histogram();
            long heapBefore = heap();

            List<String> names = java.util.stream.IntStream.range(0, TAGS)
                    .mapToObj(number -> "tag-" + number)
                    .toList();
            useUntilNextIsThere(generator, names);
            names = List.of();

            Map<String, Used> after = histogram();
            long heapAfter = heap();
            print(ordering, before, after, heapAfter - heapBefore);
            Reference.reachabilityFence(generator);
        } finally {
            generator.close();
        }
    }

    private static void useUntilNextIsThere(SegmentIdGenerator generator, List<String> tags)
            throws InterruptedException {
        for (String tag : tags) {
            generator.nextId(tag);
            TagStatus status = generator.status(tag).orElseThrow();
            while (status.next() == null) {
                generator.nextIds(tag, (int) Math.min(100, Math.max(1, status.remaining() - 1)));
                status = generator.status(tag).orElseThrow();
                if (status.loading()) {
                    Thread.sleep(1);
                }
            }
        }
    }

    private static void print(Ordering ordering, Map<String, Used> before, Map<String, Used> after, long heap) {
        Map<String, Used> added = new HashMap<>();
        after.forEach((name, used) -> {
            Used earlier = before.getOrDefault(name, new Used(0, 0));
            added.put(name, new Used(used.count() - earlier.count(), used.bytes() - earlier.bytes()));
        });
        long total = added.values().stream().mapToLong(Used::bytes).sum();
        System.out.printf(
                Locale.ROOT,
                "%n%s: %,d bytes a tag (%,d by used heap), %,d tags in use:%n%n",
                ordering,
                total / TAGS,
                heap / TAGS,
                TAGS);
        System.out.println("| class | objects a tag | bytes a tag |\n|---|---:|---:|");
        added.entrySet().stream()
                .sorted((a, b) ->
                        Long.compare(b.getValue().bytes(), a.getValue().bytes()))
                .limit(CLASSES_SHOWN)
                .forEach(entry -> System.out.printf(
                        Locale.ROOT,
                        "| `%s` | %.1f | %d |%n",
                        entry.getKey(),
                        (double) entry.getValue().count() / TAGS,
                        entry.getValue().bytes() / TAGS));
    }

    /** Returns the live objects by class; collects first. */
    private static Map<String, Used> histogram() throws JMException {
        String text = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        Map<String, Used> used = new HashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = HISTOGRAM_LINE.matcher(line);
            if (matcher.matches()) {
                used.merge(
                        matcher.group(3),
                        new Used(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
                        (a, b) -> new Used(a.count() + b.count(), a.bytes() + b.bytes()));
            }
        });
        return used;
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
