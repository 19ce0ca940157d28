package io.leafboot.id.json;

import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/** Finds the properties that are ids, and says how they are written and read. */
final class IdIntrospector extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    private final boolean largeOnly;

    IdIntrospector(boolean largeOnly) {
        this.largeOnly = largeOnly;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public @Nullable Object findSerializer(MapperConfig<?> config, Annotated property) {
        return isId(property) && isLong(property.getType()) ? new IdSerializer(largeOnly) : null;
    }

    @Override
    public @Nullable Object findContentSerializer(MapperConfig<?> config, Annotated property) {
        return isId(property) && hasLongs(property.getType()) ? new IdSerializer(largeOnly) : null;
    }

    @Override
    public @Nullable Object findDeserializer(MapperConfig<?> config, Annotated property) {
        if (!isId(property)) {
            return null;
        }
        JavaType type = typeToRead(property);
        return isLong(type) ? new IdDeserializer(type.isPrimitive()) : null;
    }

    @Override
    public @Nullable Object findContentDeserializer(MapperConfig<?> config, Annotated property) {
        return isId(property) && hasLongs(typeToRead(property)) ? new IdDeserializer(false) : null;
    }

    private static boolean isId(Annotated property) {
        return property instanceof AnnotatedMember // classes may have no type here
                && property.annotations().map(Annotation::annotationType).anyMatch(IdIntrospector::meansId);
    }

    private static boolean meansId(Class<? extends Annotation> annotation) {
        return annotation == JsonLeafId.class || annotation.isAnnotationPresent(JsonLeafId.class);
    }

    /** A setter's own type is what it returns. */
    private static JavaType typeToRead(Annotated property) {
        return property instanceof AnnotatedMethod method && method.getParameterCount() == 1
                ? method.getParameterType(0)
                : property.getType();
    }

    private static boolean isLong(JavaType type) {
        return type.hasRawClass(long.class) || type.hasRawClass(Long.class);
    }

    private static boolean hasLongs(JavaType type) {
        return type.isCollectionLikeType() && isLong(type.getContentType());
    }
}
