package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.Tagged;
import io.leafboot.cache.codec.KeyText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Tags of entries: what keys and values name themselves, and what expressions in the settings say. The expressions are the
 * developer's own, like those of {@code @Cacheable}.
 */
final class Tags {

    private static final int MOST = 200;

    private final List<Expression> expressions = new ArrayList<>();

    /** The expressions of a cache, parsed. */
    Tags(String path, @Nullable List<String> texts) {
        SpelExpressionParser parser = new SpelExpressionParser();
        for (String text : texts == null ? List.<String>of() : texts) {
            try {
                expressions.add(parser.parseExpression(text));
            } catch (ParseException | IllegalStateException ex) {
                throw new InvalidCacheSpecException(
                        path + ".tags has '" + text + "', which is not an expression: " + ex.getMessage(),
                        "Write it like those of @Cacheable, over #key and #value, such as \"'shop:' + #value.shop\".");
            }
        }
    }

    /** Number of a tag: one of few, so that what is remembered of evicts is bounded. */
    static int number(Object tag) {
        int hash = KeyText.of(tag).hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & (CacheEntry.TAG_NUMBERS - 1);
    }

    /** Numbers of an entry's tags; {@code null} for none. Throws whatever an expression throws. */
    int @Nullable [] of(Object key, @Nullable Object value) {
        boolean named = key instanceof Tagged || value instanceof Tagged;
        if (!named && expressions.isEmpty()) {
            return null;
        }
        List<Object> tags = new ArrayList<>();
        if (key instanceof Tagged tagged) {
            tags.addAll(tagged.tags());
        }
        if (value instanceof Tagged tagged) {
            tags.addAll(tagged.tags());
        }
        if (!expressions.isEmpty()) {
            StandardEvaluationContext context = new StandardEvaluationContext();
            context.setVariable("key", key);
            context.setVariable("value", value);
            for (Expression expression : expressions) {
                Object tag = expression.getValue(context);
                if (tag instanceof Collection<?> several) {
                    tags.addAll(several);
                } else if (tag != null) {
                    tags.add(tag);
                }
            }
        }
        int[] numbers = tags.stream().mapToInt(Tags::number).sorted().distinct().toArray();
        if (numbers.length > MOST) {
            throw new IllegalArgumentException(numbers.length + " tags are more than " + MOST);
        }
        return numbers.length == 0 ? null : numbers;
    }
}
