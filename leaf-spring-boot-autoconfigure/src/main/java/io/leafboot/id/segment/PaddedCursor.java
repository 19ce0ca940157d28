package io.leafboot.id.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * The fields of a superclass are laid out before those of its subclasses, so the cursor, which every draw writes, has two
 * cache lines to itself on both sides (processors fetch lines in pairs). Whatever a subclass adds, above all the end of the
 * segment that every draw reads, is never on the cursor's line.
 */
@SuppressWarnings("MultipleTopLevelClasses")
abstract class LeftPadding {
    long l00, l01, l02, l03, l04, l05, l06, l07, l08, l09, l10, l11, l12, l13, l14;
}

@SuppressWarnings("MultipleTopLevelClasses")
abstract class CursorField extends LeftPadding {
    volatile long cursor;
}

/** A counter alone on its cache lines. */
@SuppressWarnings("MultipleTopLevelClasses")
abstract class PaddedCursor extends CursorField {

    private static final VarHandle CURSOR;

    static {
        try {
            CURSOR = MethodHandles.lookup().findVarHandle(CursorField.class, "cursor", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long getAndIncrement() {
        return (long) CURSOR.getAndAdd((CursorField) this, 1L);
    }

    final long getAndSet(long value) {
        return (long) CURSOR.getAndSet((CursorField) this, value);
    }

    final boolean compareAndSet(long expected, long value) {
        return CURSOR.compareAndSet((CursorField) this, expected, value);
    }

    long r00, r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, r11, r12, r13, r14;
}
