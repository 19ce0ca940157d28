package io.leafboot.cache.access;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.UnknownCacheException;
import io.leafboot.cache.access.AccessRefusedException.Kind;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.codec.ValueCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * The caches that the {@link AccessRules} let callers from outside reach, with values as bytes. It asks for no token: see
 * {@link AccessRules#authorize}. It creates no cache, also where unknown names are created.
 *
 * <p>Keys are strings. A key that stands in quotes is the string that the quotes hold, escaped as {@link NamedCache#keys}
 * shows it; so what that lists of strings can be asked for, be it as text or as it is.
 *
 * <p>Safe for use by many threads.
 */
public final class OutsideCaches {

    private final CacheRegistry registry;
    private final AccessRules rules;
    private final OutsideValues values;

    /**
     * The caches of a registry.
     *
     * @param json writes and reads what is neither string nor bytes
     */
    public OutsideCaches(CacheRegistry registry, AccessRules rules, ValueCodec json) {
        this.registry = registry;
        this.rules = rules;
        this.values = new OutsideValues(json);
    }

    /** What is allowed. */
    public AccessRules rules() {
        return rules;
    }

    /** Names of the caches that there are and that may be reached, sorted. */
    public List<String> names() {
        return registry.names().stream().filter(rules::allows).toList();
    }

    /**
     * A cache.
     *
     * @throws AccessRefusedException if there is none, or it may not be reached
     */
    public NamedCache cache(String name) {
        NamedCache cache = rules.allows(name) && exists(name) ? registry.getCache(name) : null;
        if (cache == null) {
            throw new AccessRefusedException(Kind.UNKNOWN_CACHE, "There is no cache of this name here.");
        }
        return cache;
    }

    /** Without a copy of all names, and without creating one that is unknown. */
    private boolean exists(String name) {
        try {
            registry.spec(name);
            return true;
        } catch (UnknownCacheException ex) {
            return false;
        }
    }

    /**
     * The value of a key, which a cache with a loader gets from its source.
     *
     * @return {@code null} if there is no entry
     * @throws AccessRefusedException if the cache or the key is refused
     */
    public @Nullable OutsideValue get(String cache, String key) {
        NamedCache found = cache(cache);
        ValueWrapper value = found.get(key(key));
        return value == null ? null : values.encode(found.spec(), value.get());
    }

    /** The values as they are of those keys that have one, in their order: see {@link NamedCache#getAll(Collection)}. */
    public Map<String, @Nullable Object> getAll(String cache, Collection<String> keys) {
        NamedCache found = cache(cache);
        Map<String, String> asked = new LinkedHashMap<>();
        keys.forEach(key -> asked.put(key, key(key)));
        Map<Object, @Nullable Object> present = found.getAll(List.copyOf(asked.values()));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        asked.forEach((key, string) -> {
            if (present.containsKey(string)) {
                answer.put(key, present.get(string));
            }
        });
        return answer;
    }

    /** A value as bytes. */
    public OutsideValue encode(String cache, @Nullable Object value) {
        return values.encode(cache(cache).spec(), value);
    }

    /**
     * Puts a value.
     *
     * @param contentType what the bytes are; {@code null} for what the cache's {@code value-type} says, or else bytes
     * @param ttl {@code null} for the cache's own
     * @throws AccessRefusedException if the cache, the key or the value is refused
     */
    public void put(String cache, String key, @Nullable String contentType, byte[] bytes, @Nullable Duration ttl) {
        NamedCache found = cache(cache);
        String string = key(key);
        rules.checkSize(bytes.length);
        Object value = values.decode(cache, found.spec(), contentType, bytes);
        try {
            if (ttl == null) {
                found.put(string, value);
            } else {
                found.put(string, value, ttl);
            }
        } catch (CacheStoreException | CacheWriteException | IllegalArgumentException ex) {
            throw ex;
        } catch (RuntimeException ex) { // of a CacheWriter
            throw new CacheWriteException("A value was not written to its source", ex);
        }
    }

    /**
     * Evicts the entry of a key, and that of another class whose text it is: {@code 42} the string's and the number's.
     *
     * @return whether there was one
     * @throws AccessRefusedException if the cache or the key is refused
     */
    public boolean delete(String cache, String key) {
        NamedCache found = cache(cache);
        String string = key(key);
        boolean there = found.evictIfPresent(string);
        // By text it costs the whole cache something; outside of memory the text is the key.
        if (CacheSpec.MEMORY.equals(found.spec().type()) || !KeyText.of(string).equals(key)) {
            there |= found.evictByText(key);
        }
        return there;
    }

    private String key(String key) {
        rules.checkKey(key);
        String unquoted = QuotedKey.unquote(key);
        return KeyText.of(unquoted).equals(key)
                ? unquoted
                : key; // else it is no listed one, and its quotes are its own
    }
}
