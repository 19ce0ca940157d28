package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** FeatherID's answers without data: {@code {"code":1,"msg":"…"}} and a line feed, by their codes. */
enum FeatherIdEnvelope {
    DONE(0),
    MISSING(1),
    FAILED(2),
    INVALID(3);

    /** The original has no tokens, so neither code nor status is its. */
    private static final int REFUSED = 4;

    private final int code;

    FeatherIdEnvelope(int code) {
        this.code = code;
    }

    void send(HttpServletResponse response, String message) throws IOException {
        send(response, HttpServletResponse.SC_OK, code, message);
    }

    /** Answers a call without a token that is good for it. */
    static void refuse(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", TagAccess.CHALLENGE);
        send(response, HttpServletResponse.SC_UNAUTHORIZED, REFUSED, "token无效");
    }

    private static void send(HttpServletResponse response, int status, int code, String message) throws IOException {
        StringBuilder body =
                new StringBuilder(96).append("{\"code\":").append(code).append(",\"msg\":");
        Answer.send(
                response, status, Answer.JSON, JsonText.append(body, message).append("}\n"));
    }
}
