package io.leafboot.cache.codec;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.InvalidCacheSpecException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The formats that values can be written in: JSON, and those that the application adds. */
public final class ValueCodecs {

    private final Map<String, ValueCodec> codecs = new TreeMap<>();

    /** JSON and these; one of these may take the place of JSON. */
    public ValueCodecs(Collection<? extends ValueCodec> added) {
        ValueCodec json = new JsonValueCodec();
        codecs.put(json.name(), json);
        added.forEach(codec -> codecs.put(codec.name(), codec));
    }

    /**
     * The one that a cache asks for by {@code format}.
     *
     * @throws InvalidCacheSpecException if there is none of this name
     */
    public ValueCodec of(String cacheName, CacheSpec spec) {
        ValueCodec codec = codecs.get(spec.format() == null ? "json" : spec.format());
        if (codec == null) {
            throw new InvalidCacheSpecException(
                    CacheSpec.path(cacheName) + ".format is '" + spec.format() + "', which no codec has for a name.",
                    "Use one of " + String.join(", ", codecs.keySet()) + ", or define a ValueCodec bean of this name.");
        }
        return codec;
    }
}
