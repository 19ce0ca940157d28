package io.leafboot.id.uuid;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;

/** UUIDs of version 7 (RFC 9562) as text. Unique by their random bits; they rise within one instance. */
final class Uuid7Tag implements TagIdGenerator {

    private final String tag;

    private final TimeOrderedEpochFactory factory;

    Uuid7Tag(String tag, TimeOrderedEpochFactory factory) {
        this.tag = tag;
        this.factory = factory;
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public String nextText() {
        return factory.create().toString();
    }

    @Override
    public long nextId() {
        throw noNumbers();
    }

    @Override
    public long[] nextIds(int n) {
        throw noNumbers();
    }

    @Override
    public IdRange nextRange(int atMost) {
        throw noNumbers();
    }

    private UnsupportedOperationException noNumbers() {
        return new UnsupportedOperationException(
                "Ids of tag '" + tag + "' are UUIDs, which no long holds. Call nextText," + " or set 'leaf.tags." + tag
                        + ".type' to segment or snowflake.");
    }
}
