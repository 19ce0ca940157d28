package io.leafboot.id.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.web.HttpRequestHandler;

/**
 * FeatherID's call {@code /api/v1/log/level?level=debug}, which changes the level of the root logger. Where tokens are
 * configured it asks for one that is good for all tags.
 */
final class LogLevelCall implements HttpRequestHandler {

    private static final Logger log = LoggerFactory.getLogger(LogLevelCall.class);

    private static final Map<String, LogLevel> LEVELS =
            Map.of("debug", LogLevel.DEBUG, "info", LogLevel.INFO, "warn", LogLevel.WARN, "error", LogLevel.ERROR);

    private final LoggingSystem logging;

    private final TagAccess access;

    LogLevelCall(LoggingSystem logging, TagAccess access) {
        this.logging = logging;
        this.access = access;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!access.grants(TagAccess.ALL_TAGS, BearerToken.of(request))) {
            FeatherIdEnvelope.refuse(response);
            return;
        }
        String name = QueryString.first(request.getQueryString(), "level");
        LogLevel level = LEVELS.get(name);
        if (name.isEmpty()) {
            FeatherIdEnvelope.MISSING.send(response, "参数level不能为空");
        } else if (level == null) {
            FeatherIdEnvelope.INVALID.send(response, "参数level无效，允许debug、info、warn、error");
        } else {
            logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, level);
            log.info("The root logger's level is now {}.", level.name().toLowerCase(Locale.ROOT));
            FeatherIdEnvelope.DONE.send(response, "日志级别调整成功");
        }
    }
}
