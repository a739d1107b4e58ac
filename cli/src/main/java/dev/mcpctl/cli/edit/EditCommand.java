package dev.mcpctl.cli.edit;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl edit KIND NAME}. */
@Command(
        description =
                "Open a resource in an editor ($EDITOR, else $VISUAL, else vi) and store what was"
                        + " saved. What mcpd refuses is opened again with the reason on top.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl edit server files",
            "  EDITOR=\"code --wait\" mcpctl edit project/demo"
        })
public final class EditCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "1..2",
            paramLabel = "KIND NAME | KIND/NAME",
            hideParamSyntax = true,
            description = "What to edit.")
    private List<String> words = List.of();

    public EditCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Target target = Targets.one(words);
        target.requireUpdatable();
        ResourceAddress address = target.address(target.names().getFirst(), invocation.options());
        DaemonClient daemon = invocation.daemon();
        Resource before = daemon.get(address);
        EditedFile file = EditedFile.of(before, invocation.environment());
        boolean isDone = false;
        try {
            String faults = "";
            while (true) {
                // Saved as it was: with what is wrong in it, too, that is the end.
                if (!file.edit(invocation.environment(), faults)) {
                    isDone = faults.isEmpty();
                    return cancelled(faults);
                }
                Optional<String> refused = store(daemon, target.kind(), before, file);
                if (refused.isEmpty()) {
                    isDone = true;
                    return 0;
                }
                faults = refused.get();
                if (!invocation.streams().isInteractive()) {
                    return cancelled(faults); // a program edits: it would be asked for ever
                }
            }
        } finally {
            if (isDone) {
                file.delete();
            } else {
                invocation.streams().err().println("What you edited is kept in " + file);
            }
        }
    }

    private int cancelled(String faults) {
        if (faults.isEmpty()) {
            invocation.streams().out().println("Edit cancelled, no changes made.");
            return 0;
        }
        PrintStream err = invocation.streams().err();
        faults.lines().forEach(fault -> err.println("error: " + fault));
        err.println("error: Edit cancelled, no valid changes were saved.");
        return 1;
    }

    /** Empty when it was stored; else why it is invalid. */
    private Optional<String> store(
            DaemonClient daemon, ResourceKind<?> kind, Resource before, EditedFile file) {
        try {
            Resource after = daemon.replace(file.resource(kind, before));
            invocation.streams().out().println(after.key() + " edited");
            return Optional.empty();
        } catch (Problem e) {
            return switch (e.type()) {
                case INVALID, BAD_REQUEST, LOCAL -> Optional.of(EditedFile.lines(e));
                default -> throw e;
            };
        }
    }
}
