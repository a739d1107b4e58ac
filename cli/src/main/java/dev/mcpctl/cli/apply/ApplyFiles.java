package dev.mcpctl.cli.apply;

import dev.mcpctl.api.client.Applied;
import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestFault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.DryRun;

import java.io.PrintStream;
import java.util.List;

/** Applies manifests: everything in them is written, or nothing is. */
public final class ApplyFiles {
    private ApplyFiles() {}

    /**
     * Prints {@code server/files created} for each resource; what mcpd has to say beside that is in
     * the answer's notices, not printed.
     *
     * @param dryRun NONE or SERVER
     * @throws Problem LOCAL, a line for each fault with its place in a file
     */
    public static Applied apply(
            DaemonClient daemon, ManifestFiles manifests, DryRun dryRun, PrintStream out) {
        Applied applied;
        try {
            applied =
                    daemon.apply(
                            manifests.documents().stream().map(ManifestDocument::envelope).toList(),
                            dryRun == DryRun.SERVER);
        } catch (Problem e) {
            if (e.faults().isEmpty()) {
                throw e;
            }
            List<String> lines = ManifestFault.lines(manifests.documents(), e);
            throw new Problem(ProblemType.LOCAL, String.join("\n", lines), e);
        }
        for (Applied.Result result : applied.results()) {
            out.println(result.key() + " " + result.outcome() + dryRun.suffix());
        }
        return applied;
    }
}
