package io.leafboot.id.format;

import io.leafboot.id.autoconfigure.LeafTagProperties.Radix;
import java.util.Arrays;
import java.util.Locale;

/**
 * Positional notations of the numbers from 0. Crockford's is that of his "Base 32" page, without the check symbol: no I, L,
 * O and U; I and L are read as 1, O as 0, small letters as large ones.
 */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are not written after the constructor
enum Digits {
    DECIMAL("0123456789", ""),
    BASE36("0123456789abcdefghijklmnopqrstuvwxyz", "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz"),
    BASE62("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ""),
    CROCKFORD("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "aAbBcCdDeEfFgGhHjJkKmMnNpPqQrRsStTvVwWxXyYzZI1i1L1l1O0o0");

    private static final int ASCII = 128;

    private final char[] digits;

    private final byte[] values = new byte[ASCII];

    /** How many digits the greatest number has. */
    final int most;

    /** {@code readAs} holds pairs: a character, and the digit that it is read as. */
    Digits(String digits, String readAs) {
        this.digits = digits.toCharArray();
        Arrays.fill(values, (byte) -1);
        for (int value = 0; value < this.digits.length; value++) {
            values[this.digits[value]] = (byte) value;
        }
        for (int i = 0; i < readAs.length(); i += 2) {
            values[readAs.charAt(i)] = values[readAs.charAt(i + 1)];
        }
        this.most = length(Long.MAX_VALUE);
    }

    static Digits of(Radix radix) {
        return switch (radix) {
            case DECIMAL -> DECIMAL;
            case BASE36 -> BASE36;
            case BASE62 -> BASE62;
            case CROCKFORD -> CROCKFORD;
        };
    }

    private int length(long number) {
        int length = 1;
        for (long rest = number / digits.length; rest != 0; rest /= digits.length) {
            length++;
        }
        return length;
    }

    /** Returns {@code head} and behind it the number, filled with zeros to at least {@code pad} digits. */
    String write(String head, int pad, long number) {
        int start = head.length();
        char[] text = new char[start + Math.max(pad, length(number))];
        head.getChars(0, start, text, 0);
        long rest = number;
        for (int i = text.length - 1; i >= start; i--) {
            text[i] = digits[(int) (rest % digits.length)];
            rest /= digits.length;
        }
        return new String(text);
    }

    /**
     * Reads the digits from {@code start} to the end, as {@link #write} writes them.
     *
     * @return the number
     * @throws IllegalArgumentException with what is wrong
     */
    long read(String text, int start, int pad) {
        int count = text.length() - start;
        if (count < Math.max(pad, 1)) {
            throw new IllegalArgumentException(
                    "its number has " + count + " digits, at least " + Math.max(pad, 1) + " are written.");
        }
        long number = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < ASCII ? values[c] : -1;
            if (value < 0) {
                throw new IllegalArgumentException(
                        "its character " + (i + 1) + " is no digit of " + name().toLowerCase(Locale.ROOT) + ".");
            }
            if (number > (Long.MAX_VALUE - value) / digits.length) {
                throw new IllegalArgumentException("its number is above " + Long.MAX_VALUE + ".");
            }
            number = number * digits.length + value;
        }
        if (count > Math.max(pad, length(number))) { // or several texts would be one id
            throw new IllegalArgumentException("its number begins with more zeros than are written.");
        }
        return number;
    }
}
