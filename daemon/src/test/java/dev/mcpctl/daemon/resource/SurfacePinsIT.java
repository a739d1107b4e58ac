package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.http.Route;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.Arrays;

/** What clients of other builds rely on: red means that it shows outside. */
final class SurfacePinsIT {
    @Test
    void routes() throws Exception {
        try (TestDaemon daemon = TestDaemon.start()) {
            assertThat(
                            ResourceRoutes.of(
                                            daemon.database(),
                                            daemon.feed(),
                                            daemon.instances(),
                                            Clock.systemUTC())
                                    .stream()
                                    .map(Route::toString))
                    .containsExactlyInAnyOrder(
                            "GET /api/v1/secrets",
                            "GET /api/v1/secrets/{name}",
                            "POST /api/v1/secrets",
                            "PUT /api/v1/secrets/{name}",
                            "PATCH /api/v1/secrets/{name}",
                            "DELETE /api/v1/secrets/{name}",
                            "GET /api/v1/templates",
                            "GET /api/v1/templates/{name}",
                            "POST /api/v1/templates",
                            "PUT /api/v1/templates/{name}",
                            "PATCH /api/v1/templates/{name}",
                            "DELETE /api/v1/templates/{name}",
                            "GET /api/v1/servers",
                            "GET /api/v1/servers/{name}",
                            "POST /api/v1/servers",
                            "PUT /api/v1/servers/{name}",
                            "PATCH /api/v1/servers/{name}",
                            "DELETE /api/v1/servers/{name}",
                            "GET /api/v1/projects",
                            "GET /api/v1/projects/{name}",
                            "POST /api/v1/projects",
                            "PUT /api/v1/projects/{name}",
                            "PATCH /api/v1/projects/{name}",
                            "DELETE /api/v1/projects/{name}",
                            "GET /api/v1/instances",
                            "GET /api/v1/instances/{name}",
                            "POST /api/v1/instances",
                            "PUT /api/v1/instances/{name}",
                            "PATCH /api/v1/instances/{name}",
                            "DELETE /api/v1/instances/{name}",
                            "GET /api/v1/serverattachments",
                            "GET /api/v1/projects/{project}/serverattachments",
                            "GET /api/v1/projects/{project}/serverattachments/{name}",
                            "POST /api/v1/projects/{project}/serverattachments",
                            "PUT /api/v1/projects/{project}/serverattachments/{name}",
                            "PATCH /api/v1/projects/{project}/serverattachments/{name}",
                            "DELETE /api/v1/projects/{project}/serverattachments/{name}",
                            "POST /api/v1/apply",
                            "GET /api/v1/all",
                            "GET /api/v1/changes",
                            "GET /api/v1/events");
        }
    }

    @Test
    void problemSlugs() {
        assertThat(
                        Arrays.stream(ProblemType.values())
                                .map(type -> type.slug() + " " + type.status()))
                .contains(
                        "bad-request 400",
                        "invalid 422",
                        "unauthorized 401",
                        "forbidden 403",
                        "not-found 404",
                        "method-not-allowed 405",
                        "already-exists 409",
                        "conflict 409",
                        "in-use 409",
                        "gone 410",
                        "too-large 413",
                        "too-many-requests 429",
                        "internal 500",
                        "upstream 502",
                        "unavailable 503",
                        "timeout 504");
    }
}
