package io.leafboot.id.format;

import io.leafboot.id.IdFormats;
import io.leafboot.id.IdParts;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;

/** The shapes of the declared tags that have one. */
final class Shapes implements IdFormats {

    private final Map<String, Shape> shapes;

    Shapes(Map<String, Shape> shapes) {
        this.shapes = Map.copyOf(shapes);
    }

    Shape of(String tag) {
        Shape shape = shapes.get(tag);
        return shape != null ? shape : Shape.plain(tag);
    }

    boolean isPlain(String tag) {
        return !shapes.containsKey(tag);
    }

    Collection<Shape> all() {
        return shapes.values();
    }

    @Override
    public String format(String tag, long number) {
        Shape shape = of(tag);
        if (shape.date() != null) {
            throw new IllegalArgumentException("The texts of tag '" + tag + "' have a date; give it, too.");
        }
        return format(shape, LocalDate.EPOCH, number);
    }

    @Override
    public String format(String tag, LocalDate date, long number) {
        return format(of(tag), date, number);
    }

    private static String format(Shape shape, LocalDate date, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "The number of tag '" + shape.tag() + "' is " + number + "; numbers are from 0.");
        }
        return shape.on(date).of(number);
    }

    @Override
    public IdParts parse(String tag, String text) {
        return of(tag).parse(text);
    }
}
