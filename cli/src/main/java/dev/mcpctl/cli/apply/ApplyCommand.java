package dev.mcpctl.cli.apply;

import dev.mcpctl.api.client.Applied;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestFault;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.MetadataReader;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.DryRun;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl apply -f FILE}. */
@Command(
        description =
                "Make the daemon's resources as files have them: create what is new, change what"
                        + " differs. When anything is wrong, nothing is written.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl apply -f examples/quickstart.yaml",
            "  mcpctl apply -f servers.yaml -f projects/ --dry-run=server",
            "  mcpctl get all --project demo -o yaml | mcpctl apply -f -"
        })
public final class ApplyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description =
                    "YAML or JSON; a directory means its *.yaml, *.yml and *.json; - is the input."
                            + " Repeat it.")
    private List<String> files = List.of();

    @Option(
            names = "--dry-run",
            arity = "0..1",
            fallbackValue = "client",
            paramLabel = "client|server",
            description = "Write nothing: check here (client), or let mcpd check it (server).")
    private @Nullable String dryRun;

    public ApplyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        DryRun asked = DryRun.of(dryRun);
        ManifestFiles manifests =
                ManifestFiles.read(invocation.directory(), invocation.streams().in(), files);
        invocation.options().project().ifPresent(manifests::defaultProject);
        if (manifests.documents().isEmpty()) {
            throw new Problem(ProblemType.LOCAL, "no resources in " + String.join(", ", files));
        }
        if (asked == DryRun.CLIENT) {
            check(manifests);
            return 0;
        }
        Applied applied =
                ApplyFiles.apply(invocation.daemon(), manifests, asked, invocation.streams().out());
        invocation.streams().out().flush(); // the results first
        applied.notices().forEach(invocation.streams().err()::println);
        return 0;
    }

    /** What can be told without a daemon: each document by itself, no reference. */
    private void check(ManifestFiles manifests) {
        List<ManifestFault> found = new ArrayList<>();
        for (ManifestDocument document : manifests.documents()) {
            List<Fault> faults = new ArrayList<>();
            ResourceKind<?> kind = Kinds.get(document.kind());
            MetadataReader.read(kind, document.metadata(), faults);
            kind.read(kind.canonical(document.spec()), faults);
            for (Fault fault : faults) {
                found.add(ManifestFault.of(document, fault));
            }
        }
        if (!found.isEmpty()) {
            List<String> lines = ManifestFault.lines(manifests.documents(), found);
            throw new Problem(ProblemType.LOCAL, String.join("\n", lines));
        }
        for (ManifestDocument document : manifests.documents()) {
            invocation
                    .streams()
                    .out()
                    .println(document.key() + " checked" + DryRun.CLIENT.suffix());
        }
    }
}
