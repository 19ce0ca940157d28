/** Access to caches over gRPC. Its messages, in the package below, are written by protoc. */
@NullMarked
package io.leafboot.cache.grpc;

import org.jspecify.annotations.NullMarked;
