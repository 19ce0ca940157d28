package io.leafboot.id.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Ids in JSON.
 *
 * @param idsAsStrings Which ids are written as strings.
 */
public record LeafJsonProperties(@DefaultValue("none") IdsAsStrings idsAsStrings) {

    /** Which ids are written as strings. */
    public enum IdsAsStrings {
        /** None: all are numbers. */
        NONE,
        /** Those that a JavaScript number cannot hold, from 2^53. */
        LARGE,
        /** All. */
        ALL
    }
}
