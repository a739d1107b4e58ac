package dev.mcpctl.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Verb;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What shows outside: red means that scripts and other programs see a change. */
class SurfacePinsTest {
    @Test
    void problems() {
        assertThat(
                        Arrays.stream(ProblemType.values())
                                .map(type ->
                                        type.slug()
                                                + " "
                                                + type.status()
                                                + " "
                                                + type.reason()
                                                + " "
                                                + type.exitCode())
                                .collect(Collectors.joining("\n")))
                .isEqualTo(
                        """
                        bad-request 400 BadRequest 1
                        invalid 422 Invalid 1
                        unauthorized 401 Unauthorized 1
                        forbidden 403 Forbidden 1
                        not-found 404 NotFound 1
                        method-not-allowed 405 MethodNotAllowed 1
                        already-exists 409 AlreadyExists 1
                        conflict 409 Conflict 1
                        in-use 409 InUse 1
                        gone 410 Gone 1
                        too-large 413 TooLarge 1
                        too-many-requests 429 TooManyRequests 1
                        internal 500 InternalError 1
                        upstream 502 UpstreamFailed 1
                        unavailable 503 ServiceUnavailable 1
                        timeout 504 Timeout 1
                        local 500 Local 1
                        unreachable 503 Unreachable 3\
                        """);
    }

    @Test
    void kinds() {
        assertThat(Kinds.ALL.stream().map(SurfacePinsTest::line).collect(Collectors.joining("\n")))
                .isEqualTo(
                        """
                        secret secrets [sec] GLOBAL STORE all backup
                        template templates [tmpl] GLOBAL STORE all backup
                        server servers [srv] GLOBAL STORE all backup
                        project projects [proj] GLOBAL STORE all backup
                        instance instances [inst] GLOBAL OWN_TABLE GET LIST WATCH DELETE
                        serverattachment serverattachments [sa] PROJECT DERIVED all\
                        """);
    }

    private static String line(ResourceKind<?> kind) {
        String verbs =
                kind.verbs().equals(Verb.ALL)
                        ? "all"
                        : kind.verbs().stream()
                                .sorted()
                                .map(Verb::name)
                                .collect(Collectors.joining(" "));
        return String.join(
                        " ",
                        kind.name(),
                        kind.plural(),
                        kind.shortNames().toString(),
                        kind.scope().name(),
                        kind.storage().name(),
                        verbs)
                + (kind.isInBackup() ? " backup" : "");
    }
}
