package dev.mcpctl.cli.edit;

import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestReader;
import dev.mcpctl.api.manifest.ManifestWriter;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.MetadataReader;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.print.FieldPath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One resource as a text in a private file of its own, edited as often as it takes. */
final class EditedFile {
    private static final String INTRODUCTION =
            """
            # Lines that begin with '#' are left out. Saving nothing changes nothing.
            # What is not valid is opened again with the reason here.
            """;

    private final Path file;
    private String body;

    private EditedFile(Path file, String body) {
        this.file = file;
        this.body = body;
    }

    /** Begins with the resource as it is; the file lies where {@code TMPDIR} says. */
    static EditedFile of(Resource resource, Map<String, String> environment) throws IOException {
        String name = resource.metadata().kind() + "-" + resource.metadata().name() + "-";
        String folder = environment.getOrDefault("TMPDIR", "");
        Path file =
                Files.createTempFile(
                        Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder),
                        "mcpctl-edit-" + name,
                        ".yaml");
        return new EditedFile(file, ManifestWriter.yaml(resource));
    }

    /**
     * Lets the user edit the text.
     *
     * @param faults what is wrong with it, a line each; empty at first
     * @return false when it was left as it was, or emptied
     */
    boolean edit(Map<String, String> environment, String faults) throws IOException {
        String comments =
                faults.isEmpty()
                        ? ""
                        : faults.lines()
                                .map(line -> "# " + line + "\n")
                                .collect(Collectors.joining("", "#\n", ""));
        Files.writeString(file, INTRODUCTION + comments + "\n" + body);
        run(environment);
        String edited = withoutComments(Files.readString(file));
        boolean isChanged = !edited.equals(withoutComments(body)) && !edited.isBlank();
        if (isChanged) {
            body = edited;
        }
        return isChanged;
    }

    private void run(Map<String, String> environment) throws IOException {
        String editor = environment.getOrDefault("EDITOR", environment.getOrDefault("VISUAL", ""));
        String command = (editor.isBlank() ? "vi" : editor) + " \"$1\"";
        Process process =
                new ProcessBuilder("/bin/sh", "-c", command, "sh", file.toString())
                        .inheritIO()
                        .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "the editor (" + editor + ") ended with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.LOCAL, "interrupted", e);
        }
    }

    /**
     * What the text says, on top of the state it was made from.
     *
     * @throws Problem LOCAL or INVALID when it does not say one resource, this one
     */
    Resource resource(ResourceKind<?> kind, Resource before) {
        List<ManifestDocument> documents = ManifestReader.parse(file.toString(), body);
        if (documents.size() != 1) {
            throw new Problem(ProblemType.LOCAL, "expected one resource, got " + documents.size());
        }
        ManifestDocument document = documents.getFirst();
        if (!document.key().equals(before.key())) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "kind, name and project cannot be changed: expected "
                            + before.key()
                            + ", got "
                            + document.key());
        }
        List<Fault> faults = new ArrayList<>();
        Metadata written = MetadataReader.read(kind, document.metadata(), faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(before.key().toString(), faults);
        }
        Metadata metadata = before.metadata().labelled(written.labels(), written.annotations());
        return new Resource(metadata, document.spec(), before.status());
    }

    /** A line for each thing that is wrong. */
    static String lines(Problem problem) {
        if (problem.faults().isEmpty()) {
            return problem.detail();
        }
        return problem.faults().stream()
                .map(fault -> FieldPath.of(fault.pointer()) + ": " + fault.detail())
                .collect(Collectors.joining("\n"));
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String withoutComments(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
