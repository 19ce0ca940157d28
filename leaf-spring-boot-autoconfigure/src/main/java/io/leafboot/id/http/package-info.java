/** The id service: calls for ids over HTTP, in FeatherID's, Leaf's and tinyid's wire formats. */
@NullMarked
package io.leafboot.id.http;

import org.jspecify.annotations.NullMarked;
