/** Support for tests of applications that draw ids: ids without a database, and a store that fails on demand. */
@NullMarked
package io.leafboot.id.testing;

import org.jspecify.annotations.NullMarked;
