/** Auto-configuration of the caches from {@code application.yml}. */
@NullMarked
package io.leafboot.cache.autoconfigure;

import org.jspecify.annotations.NullMarked;
