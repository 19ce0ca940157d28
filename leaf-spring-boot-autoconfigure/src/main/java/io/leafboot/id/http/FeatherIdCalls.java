package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.UnknownTagException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * FeatherID's calls for one id and for several: {@code {"code":0,"msg":"success","data":7}} and a line feed, with status 200
 * for errors too. Any method is answered, as there. The texts of errors are the original's.
 */
final class FeatherIdCalls {

    private static final String SUCCESS = "{\"code\":0,\"msg\":\"success\",\"data\":";

    private final IdGenerator ids;

    private final TagAccess access;

    private final int maxCount;

    FeatherIdCalls(IdGenerator ids, TagAccess access, int maxCount) {
        this.ids = ids;
        this.access = access;
        this.maxCount = maxCount;
    }

    /** {@code /api/v1/id?biz_tag=order}. */
    void id(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String tag = QueryString.first(request.getQueryString(), "biz_tag");
        if (isRefused(tag, request, response)) {
            return;
        }
        long id;
        try {
            id = ids.nextId(tag);
        } catch (RuntimeException e) {
            failed(tag, e, response);
            return;
        }
        send(response, new StringBuilder(64).append(SUCCESS).append(id));
    }

    /** {@code /api/v1/id/batch?biz_tag=order&count=10}. */
    void batch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String tag = QueryString.first(request.getQueryString(), "biz_tag");
        if (isRefused(tag, request, response)) {
            return;
        }
        int count = number(QueryString.first(request.getQueryString(), "count"));
        if (count < 1 || count > maxCount) {
            FeatherIdEnvelope.INVALID.send(response, "count参数无效，范围1-" + maxCount);
            return;
        }
        long[] batch;
        try {
            batch = ids.nextIds(tag, count);
        } catch (RuntimeException e) {
            failed(tag, e, response);
            return;
        }
        StringBuilder body = new StringBuilder(64 + 20 * count).append(SUCCESS);
        char before = '[';
        for (long id : batch) {
            body.append(before).append(id);
            before = ',';
        }
        send(response, body.append(']'));
    }

    private boolean isRefused(String tag, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (tag.isEmpty()) {
            FeatherIdEnvelope.MISSING.send(response, "biz_tag参数不能为空");
            return true;
        }
        if (!TagAccess.isTag(tag)) {
            FeatherIdEnvelope.FAILED.send(response, "biz_tag参数无效，允许[A-Za-z0-9._-]{1,128}");
            return true;
        }
        if (!access.grants(tag, BearerToken.of(request))) {
            FeatherIdEnvelope.refuse(response);
            return true;
        }
        return false;
    }

    private static void failed(String tag, RuntimeException failure, HttpServletResponse response) throws IOException {
        String message = Failures.describe(tag, failure);
        FeatherIdEnvelope.FAILED.send(
                response, failure instanceof UnknownTagException ? "加载号段失败: 数据库获取号段失败: 业务标识[" + tag + "]不存在" : message);
    }

    private static void send(HttpServletResponse response, StringBuilder body) throws IOException {
        Answer.send(response, HttpServletResponse.SC_OK, Answer.JSON, body.append("}\n"));
    }

    /** Returns a decimal number as Go's {@code strconv.Atoi} reads it, or -1. */
    private static int number(String text) {
        int first = text.startsWith("+") ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) { // empty, or too long
            return -1;
        }
    }
}
