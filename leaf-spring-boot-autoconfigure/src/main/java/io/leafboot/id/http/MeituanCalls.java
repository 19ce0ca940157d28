package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The calls of Meituan's Leaf: the id alone as text; an error is status 500 and what Spring Boot 1.5, which Leaf runs on,
 * makes of its exception. Any method is answered, as there.
 */
final class MeituanCalls {

    private static final int NOT_READY = -1;

    private static final int NO_SUCH_KEY = -2;

    private static final int NO_IDS = -3;

    private static final String EXCEPTION = "com.sankuai.inf.leaf.server.exception.LeafServerException";

    private final IdGenerator ids;

    private final TagAccess access;

    private final Map<String, LeafTagProperties> tags;

    MeituanCalls(IdGenerator ids, TagAccess access, Map<String, LeafTagProperties> tags) {
        this.ids = ids;
        this.access = access;
        this.tags = tags;
    }

    /** {@code /api/segment/get/{key}}. */
    void segment(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(key(request), true, request, response);
    }

    /** {@code /api/snowflake/get/{key}}, for tags declared as such. */
    void snowflake(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key = key(request);
        LeafTagProperties tag = tags.get(key);
        answer(key, tag != null && tag.type() == LeafTagProperties.Type.SNOWFLAKE, request, response);
    }

    private void answer(String key, boolean exists, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean isTag = TagAccess.isTag(key);
        if (isTag && !access.grants(key, BearerToken.of(request))) {
            response.setHeader("WWW-Authenticate", TagAccess.CHALLENGE);
            BootError.send(request, response, HttpStatus.UNAUTHORIZED, null, "token is error");
            return;
        }
        if (!isTag || !exists) {
            fail(request, response, NO_SUCH_KEY);
            return;
        }
        long id;
        try {
            id = ids.nextId(key);
        } catch (RuntimeException e) {
            Failures.describe(key, e);
            fail(request, response, code(e));
            return;
        }
        PlainText.send(request, response, Long.toString(id));
    }

    private static int code(RuntimeException failure) {
        if (failure instanceof UnknownTagException || failure instanceof UnsupportedOperationException) {
            return NO_SUCH_KEY;
        }
        return failure instanceof IdGeneratorStoppedException ? NOT_READY : NO_IDS;
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response, int code) throws IOException {
        String message = "Result{id=" + code + ", status=EXCEPTION}";
        BootError.send(request, response, HttpStatus.INTERNAL_SERVER_ERROR, EXCEPTION, message);
    }

    private static String key(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables instanceof Map<?, ?> map && map.get("key") instanceof String key ? key : "";
    }
}
