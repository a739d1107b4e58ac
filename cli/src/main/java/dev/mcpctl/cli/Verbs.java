package dev.mcpctl.cli;

import dev.mcpctl.cli.CommandTree.Entry;
import dev.mcpctl.cli.apply.ApplyCommand;
import dev.mcpctl.cli.attach.AttachServerCommand;
import dev.mcpctl.cli.attach.DetachServerCommand;
import dev.mcpctl.cli.auth.AuthCommand;
import dev.mcpctl.cli.auth.AuthServerCommand;
import dev.mcpctl.cli.bridge.McpCommand;
import dev.mcpctl.cli.call.CallCommand;
import dev.mcpctl.cli.claude.ConfigClaudeCommand;
import dev.mcpctl.cli.complete.CompletionCommand;
import dev.mcpctl.cli.console.ConsoleCommand;
import dev.mcpctl.cli.context.ConfigCommand;
import dev.mcpctl.cli.context.ConfigViewCommand;
import dev.mcpctl.cli.context.GetContextsCommand;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.LoginCommand;
import dev.mcpctl.cli.context.LogoutCommand;
import dev.mcpctl.cli.context.UseContextCommand;
import dev.mcpctl.cli.create.CreateCommand;
import dev.mcpctl.cli.create.CreateProjectCommand;
import dev.mcpctl.cli.create.CreateSecretCommand;
import dev.mcpctl.cli.create.CreateServerCommand;
import dev.mcpctl.cli.create.CreateTemplateCommand;
import dev.mcpctl.cli.delete.DeleteCommand;
import dev.mcpctl.cli.describe.DescribeCommand;
import dev.mcpctl.cli.edit.EditCommand;
import dev.mcpctl.cli.get.GetCommand;
import dev.mcpctl.cli.label.LabelCommand;
import dev.mcpctl.cli.logs.LogsCommand;
import dev.mcpctl.cli.patch.PatchCommand;
import dev.mcpctl.cli.status.StatusCommand;
import dev.mcpctl.cli.up.DownCommand;
import dev.mcpctl.cli.up.RunCommand;
import dev.mcpctl.cli.up.UpCommand;
import dev.mcpctl.cli.version.VersionCommand;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The list of verbs, in the order in which help shows them. */
final class Verbs {
    static final Map<String, Entry> ALL = all();

    private Verbs() {}

    private static Map<String, Entry> all() {
        Map<String, Entry> verbs = new LinkedHashMap<>();
        verbs.put("up", Entry.verb(UpCommand::new));
        verbs.put("down", Entry.verb(DownCommand::new));
        verbs.put("run", Entry.verb(RunCommand::new));
        verbs.put("status", Entry.verb(StatusCommand::new));
        verbs.put("get", Entry.verb(GetCommand::new));
        verbs.put("describe", Entry.verb(DescribeCommand::new));
        verbs.put("apply", Entry.verb(ApplyCommand::new));
        verbs.put("create", new Entry(_ -> new CreateCommand(), create()));
        verbs.put("edit", Entry.verb(EditCommand::new));
        verbs.put("patch", Entry.verb(PatchCommand::new));
        verbs.put("label", Entry.verb(LabelCommand::new));
        verbs.put("delete", Entry.verb(DeleteCommand::new));
        verbs.put("attach-server", Entry.verb(AttachServerCommand::new));
        verbs.put("detach-server", Entry.verb(DetachServerCommand::new));
        verbs.put("logs", Entry.verb(LogsCommand::new));
        verbs.put("call", Entry.verb(CallCommand::new));
        verbs.put("console", Entry.verb(ConsoleCommand::new));
        verbs.put("mcp", Entry.verb(McpCommand::new));
        verbs.put("login", Entry.verb(LoginCommand::new));
        verbs.put("logout", Entry.verb(LogoutCommand::new));
        verbs.put(
                "auth",
                new Entry(
                        _ -> new AuthCommand(),
                        Map.of("server", Entry.verb(AuthServerCommand::new))));
        verbs.put("config", new Entry(_ -> new ConfigCommand(), config()));
        verbs.put("version", Entry.verb(VersionCommand::new));
        verbs.put("completion", Entry.verb(Verbs::completion));
        return Collections.unmodifiableMap(verbs);
    }

    private static Map<String, Entry> create() {
        Map<String, Entry> kinds = new LinkedHashMap<>();
        kinds.put("server", Entry.verb(CreateServerCommand::new));
        kinds.put("secret", Entry.verb(CreateSecretCommand::new));
        kinds.put("template", Entry.verb(CreateTemplateCommand::new));
        kinds.put("project", Entry.verb(CreateProjectCommand::new));
        return kinds;
    }

    private static Map<String, Entry> config() {
        Map<String, Entry> members = new LinkedHashMap<>();
        members.put("view", Entry.verb(ConfigViewCommand::new));
        members.put("get-contexts", Entry.verb(GetContextsCommand::new));
        members.put("use-context", Entry.verb(UseContextCommand::new));
        members.put("claude", Entry.verb(ConfigClaudeCommand::new));
        return members;
    }

    private static CompletionCommand completion(Invocation invocation) {
        return new CompletionCommand(invocation, () -> new CommandTree(ALL, invocation).whole());
    }
}
