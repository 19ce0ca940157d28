/**
 * Nodes in processes of their own, a source that they share, faults, and a checker of what they saw.
 *
 * <p>{@link io.leafboot.cache.reliability.Source} lives in the test's JVM and is the truth: a version of each key, which only
 * grows. {@link io.leafboot.cache.reliability.Nodes} starts applications as processes and records what their callers did and
 * got; {@link io.leafboot.cache.reliability.Checker} says whether that may be.
 */
@NullMarked
package io.leafboot.cache.reliability;

import org.jspecify.annotations.NullMarked;
