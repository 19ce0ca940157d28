package io.leafboot.cache;

import java.util.Collection;

/**
 * A key or a value that names the tags of its entry. Tags given by settings ({@code tags}) are added to them.
 *
 * <p>A key of this kind must not count its tags in {@code equals} and {@code hashCode}, unless they make it another key.
 */
public interface Tagged {

    /** The tags: strings, numbers and whatever else may be a key. Not empty strings, not {@code null}; at most 200. */
    Collection<?> tags();
}
