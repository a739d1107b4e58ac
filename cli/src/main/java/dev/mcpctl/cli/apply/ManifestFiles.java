package dev.mcpctl.cli.apply;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestReader;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The resources of some manifests, read and held against each other; mcpd has not seen them yet.
 *
 * @param documents in the order written
 */
public record ManifestFiles(List<ManifestDocument> documents) {
    private static final String INPUT = "-";
    private static final String INPUT_LABEL = "stdin";
    private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

    public ManifestFiles {
        documents = List.copyOf(documents);
    }

    /**
     * Reads files, and the manifests of directories (not of those below them) by name.
     *
     * @param directory that relative names begin at
     * @param input what {@code -} names
     * @throws Problem LOCAL with a line for each fault of all files
     */
    public static ManifestFiles read(Path directory, InputStream input, List<String> names)
            throws IOException {
        List<ManifestDocument> documents = new ArrayList<>();
        Map<String, List<String>> faults = new LinkedHashMap<>(); // by file, in their order
        for (String name : names) {
            for (String label : expanded(directory, name)) {
                String source = label.equals(INPUT) ? INPUT_LABEL : label;
                List<String> ofFile = faults.computeIfAbsent(source, _ -> new ArrayList<>());
                try {
                    documents.addAll(
                            label.equals(INPUT)
                                    ? ManifestReader.read(source, input)
                                    : ManifestReader.read(label, directory.resolve(label)));
                } catch (Problem e) {
                    ofFile.add(e.detail());
                }
            }
        }
        addDuplicates(documents, faults);
        List<String> lines = faults.values().stream().flatMap(List::stream).toList();
        if (!lines.isEmpty()) {
            throw new Problem(ProblemType.LOCAL, String.join("\n", lines));
        }
        return new ManifestFiles(documents);
    }

    /** Gives the documents of kinds that belong to a project, and name none, this one. */
    public void defaultProject(String project) {
        for (ManifestDocument document : documents) {
            boolean isOfProject = Kinds.get(document.kind()).scope() == Scope.PROJECT;
            if (isOfProject && !document.metadata().has("project")) {
                document.metadata().put("project", project);
            }
        }
    }

    /** What is named, that which is referred to before that which refers. */
    public List<ResourceKey> keysInApplyOrder() {
        List<String> order = Kinds.ALL.stream().<String>map(ResourceKind::name).toList();
        return documents.stream()
                .map(ManifestDocument::key)
                .sorted(Comparator.comparingInt(key -> order.indexOf(key.kind())))
                .toList();
    }

    private static List<String> expanded(Path directory, String name) throws IOException {
        Path path = directory.resolve(name);
        if (name.equals(INPUT) || !Files.isDirectory(path)) {
            return List.of(name);
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<String> manifests =
                    entries.filter(Files::isRegularFile)
                            .map(entry -> entry.getFileName().toString())
                            .filter(file -> EXTENSIONS.stream().anyMatch(file::endsWith))
                            .sorted()
                            .map(file -> Path.of(name).resolve(file).toString())
                            .toList();
            if (manifests.isEmpty()) {
                throw new Problem(
                        ProblemType.LOCAL,
                        name + " holds no manifest: no file *.yaml, *.yml or *.json");
            }
            return manifests;
        }
    }

    private static void addDuplicates(
            List<ManifestDocument> documents, Map<String, List<String>> faults) {
        Map<ResourceKey, ManifestDocument> first = new HashMap<>();
        for (ManifestDocument document : documents) {
            ManifestDocument earlier = first.putIfAbsent(document.key(), document);
            if (earlier != null && !document.key().name().isEmpty()) {
                faults.computeIfAbsent(document.source(), _ -> new ArrayList<>())
                        .add(
                                place(document)
                                        + ": document "
                                        + document.number()
                                        + ": "
                                        + document.key()
                                        + " is given twice, first at "
                                        + place(earlier));
            }
        }
    }

    private static String place(ManifestDocument document) {
        return document.source() + ":" + document.marks().place("/metadata/name");
    }
}
