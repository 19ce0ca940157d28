/**
 * Ids of a clock, a worker id and a sequence (Twitter's Snowflake), with worker ids leased from a table. Works without
 * Spring, but for what configures it.
 */
@NullMarked
package io.leafboot.id.snowflake;

import org.jspecify.annotations.NullMarked;
