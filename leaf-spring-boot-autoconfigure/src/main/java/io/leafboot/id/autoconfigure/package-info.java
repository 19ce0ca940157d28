/** Settings ({@code leaf.*}) and the id generator's beans and lifecycle in a Spring Boot application. */
@NullMarked
package io.leafboot.id.autoconfigure;

import org.jspecify.annotations.NullMarked;
