package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

class OpenApiIT {
    private static TestDaemon daemon;
    private static JsonNode document;

    @BeforeAll
    static void fetch() throws Exception {
        daemon = TestDaemon.start();
        document = daemon.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    static List<ResourceKind<?>> kinds() {
        return Kinds.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKindHasWhatItsVerbsSay(ResourceKind<?> kind) {
        String root = kind.scope() == Scope.GLOBAL ? "/api/v1/" : "/api/v1/projects/{project}/";
        JsonNode all = document.path("paths").path(root + kind.plural());
        JsonNode one = document.path("paths").path(root + kind.plural() + "/{name}");

        assertThat(all.has("get")).isEqualTo(kind.verbs().contains(Verb.LIST));
        assertThat(all.has("post")).isEqualTo(kind.verbs().contains(Verb.CREATE));
        assertThat(one.has("get")).isEqualTo(kind.verbs().contains(Verb.GET));
        assertThat(one.has("put")).isEqualTo(kind.verbs().contains(Verb.UPDATE));
        assertThat(one.has("patch")).isEqualTo(kind.verbs().contains(Verb.UPDATE));
        assertThat(one.has("delete")).isEqualTo(kind.verbs().contains(Verb.DELETE));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");

        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(document.path("paths").findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void whatThePathNamesIsAParameter() {
        JsonNode parameters = document.at("/paths/~1api~1v1~1servers~1{name}/get/parameters");

        assertThat(parameters.path(0).path("name").asText()).isEqualTo("name");
        assertThat(parameters.path(0).path("in").asText()).isEqualTo("path");
        assertThat(parameters.path(0).path("required").asBoolean()).isTrue();
    }

    @Test
    void aRouteThatNobodyDescribedIsNotLeftOut() {
        Route stray = Route.of("GET", "/api/v1/stray", _ -> Reply.text(""));

        assertThatThrownBy(() -> OpenApiDocument.of("1", List.of(stray)))
                .hasMessage("GET /api/v1/stray is not described");
    }
}
