package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What scripts rely on, as literals: red here means that it shows outside. */
class SurfacePinsTest {
    @Test
    void verbs() {
        assertThat(Verbs.ALL.keySet())
                .containsExactlyInAnyOrder(
                        "get",
                        "describe",
                        "apply",
                        "create",
                        "edit",
                        "patch",
                        "delete",
                        "attach-server",
                        "detach-server",
                        "label",
                        "logs",
                        "call",
                        "console",
                        "up",
                        "down",
                        "run",
                        "status",
                        "mcp",
                        "login",
                        "logout",
                        "auth",
                        "config",
                        "version",
                        "completion");
    }

    @Test
    void membersOfGroups() {
        List<String> members = new ArrayList<>();
        Verbs.ALL.forEach((verb, entry) ->
                entry.members().keySet().forEach(member -> members.add(verb + " " + member)));

        assertThat(members)
                .containsExactlyInAnyOrder(
                        "create server",
                        "create secret",
                        "create template",
                        "create project",
                        "auth server",
                        "config view",
                        "config get-contexts",
                        "config use-context",
                        "config claude");
    }

    @Test
    void exitCodes() {
        assertThat(Mcpctl.DONE).isEqualTo(0);
        assertThat(Failures.FAILED).isEqualTo(1);
        assertThat(Failures.WRONG_USE).isEqualTo(2);
        assertThat(ProblemType.UNREACHABLE.exitCode()).isEqualTo(3);
    }
}
