package io.leafboot.id.forecast;

import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.autoconfigure.LeafTagProperties.Obfuscate;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import io.leafboot.id.segment.SegmentClaim;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The highest id of each declared tag, from its settings: the lowest of what they say. */
final class LimitSettings {

    private static final int MOST_BITS = 63;

    private final LeafProperties properties;

    private final Map<String, Long> limits = new HashMap<>();

    LimitSettings(LeafProperties properties) {
        this.properties = properties;
        properties.tags().forEach((tag, settings) -> {
            check("leaf.tags." + tag, settings);
            long limit = limit(settings);
            if (limit < Long.MAX_VALUE && settings.start() > limit) {
                throw invalid(
                        "leaf.tags." + tag + ".start is " + settings.start() + ", and the highest id " + limit + ".");
            }
            if (settings.type() == LeafTagProperties.Type.SEGMENT
                    && (limit < Long.MAX_VALUE || settings.columnType() != null)) {
                limits.put(tag, Math.min(limit, SegmentClaim.HIGHEST_ID));
            }
        });
    }

    private static long limit(LeafTagProperties settings) {
        long limit = settings.maxId() == null ? Long.MAX_VALUE : settings.maxId();
        if (settings.columnType() != null) {
            limit = Math.min(limit, settings.columnType().greatest);
        }
        Obfuscate obfuscate = settings.obfuscate();
        if (obfuscate != null && obfuscate.bits() < MOST_BITS) {
            limit = Math.min(limit, (1L << obfuscate.bits()) - 1);
        }
        return limit;
    }

    private static void check(String name, LeafTagProperties settings) {
        if (settings.maxId() != null && settings.maxId() < 1) {
            throw invalid(name + ".max-id is " + settings.maxId() + "; allowed is from 1.");
        }
        boolean limited = settings.maxId() != null || settings.columnType() != null;
        if (limited && settings.type() != LeafTagProperties.Type.SEGMENT) {
            throw invalid(name + ".max-id or column-type is set; allowed is that for tags of type segment.");
        }
    }

    private static LeafStartupException invalid(String problem) {
        return new LeafStartupException(problem, "Change the value in the application's configuration.", null);
    }

    /** Returns the highest id of a row: a tag's, or each period's. */
    @Nullable
    Long ofRow(String row) {
        return limits.isEmpty() ? null : limits.get(properties.tagOf(row));
    }

    /** Returns the highest ids of the tags whose numbers never begin anew. */
    Map<String, Long> ofTags() {
        Map<String, Long> lasting = new HashMap<>(limits);
        properties.tags().forEach((tag, settings) -> {
            if (settings.reset() != Reset.NONE) {
                lasting.remove(tag);
            }
        });
        return lasting;
    }
}
