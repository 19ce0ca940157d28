/** What holds for a cache of every type: one suite, run once for each. */
package io.leafboot.cache.contract;
