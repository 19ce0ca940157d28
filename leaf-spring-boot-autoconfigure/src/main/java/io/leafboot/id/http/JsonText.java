package io.leafboot.id.http;

/**
 * A string in JSON, escaped as Go's {@code encoding/json} does: {@code <}, {@code >} and {@code &} too. For answers whose
 * bytes are fixed, whatever JSON library the application has and however it is set.
 */
final class JsonText {

    private JsonText() {}

    static StringBuilder append(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> appendEscape(out, c);
                default -> appendOther(out, text, i);
            }
        }
        return out.append('"');
    }

    private static void appendOther(StringBuilder out, String text, int i) {
        char c = text.charAt(i);
        if (c < ' ') {
            appendEscape(out, c);
        } else if (isLoneSurrogate(text, i)) {
            out.append("\\ufffd");
        } else {
            out.append(c);
        }
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
