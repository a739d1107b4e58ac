package dev.mcpctl.api.manifest;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.yaml.Place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One thing that is wrong in a manifest.
 *
 * @param document its number in the file, from 1
 * @param field as in {@code spec.env[0].name}; empty: the document itself
 */
public record ManifestFault(String label, int document, Place place, String field, String detail) {
    private static final String RESOURCES = "/resources/";

    /** A fault whose pointer goes into the document's envelope. */
    public static ManifestFault of(ManifestDocument document, Fault fault) {
        boolean isUnknown = fault.detail().startsWith(Fields.UNKNOWN_FIELD);
        Place place =
                isUnknown
                        ? document.marks().keyPlace(fault.pointer())
                        : document.marks().place(fault.pointer());
        return new ManifestFault(
                document.source(),
                document.number(),
                place,
                fieldPath(fault.pointer()),
                fault.detail());
    }

    /**
     * The lines that show a problem which mcpd found in these documents: one for each fault, at its
     * place; the problem's detail when it has none.
     *
     * @param sent in the order in which they were sent
     */
    public static List<String> lines(List<ManifestDocument> sent, Problem problem) {
        if (problem.faults().isEmpty()) {
            return List.of(problem.detail());
        }
        List<ManifestFault> placed = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Fault fault : problem.faults()) {
            placed(sent, fault).ifPresentOrElse(placed::add, () -> lines.add(unplaced(fault)));
        }
        lines.addAll(0, lines(sent, placed));
        return lines;
    }

    /** The lines of some faults in the order in which a person reads the files. */
    public static List<String> lines(List<ManifestDocument> documents, List<ManifestFault> faults) {
        List<String> files = documents.stream().map(ManifestDocument::source).distinct().toList();
        return faults.stream()
                .sorted(
                        Comparator.<ManifestFault>comparingInt(fault -> files.indexOf(fault.label))
                                .thenComparingInt(fault -> fault.place.line())
                                .thenComparingInt(fault -> fault.place.column()))
                .map(ManifestFault::toString)
                .toList();
    }

    /** {@code infra.yaml:12:5: document 2: spec.replicas: expected …}. */
    @Override
    public String toString() {
        return label
                + ":"
                + place
                + ": document "
                + document
                + ": "
                + (field.isEmpty() ? "" : field + ": ")
                + detail;
    }

    private static Optional<ManifestFault> placed(List<ManifestDocument> sent, Fault fault) {
        String pointer = fault.pointer();
        if (pointer.startsWith(RESOURCES)) {
            int end = pointer.indexOf('/', RESOURCES.length());
            String rest = end < 0 ? "" : pointer.substring(end);
            String index = pointer.substring(RESOURCES.length(), pointer.length() - rest.length());
            if (index.matches("[0-9]{1,9}") && Integer.parseInt(index) < sent.size()) {
                ManifestDocument document = sent.get(Integer.parseInt(index));
                return Optional.of(of(document, new Fault(rest, fault.detail())));
            }
        }
        return Optional.empty();
    }

    private static String unplaced(Fault fault) {
        String pointer = fault.pointer();
        return pointer.isEmpty() ? fault.detail() : fieldPath(pointer) + ": " + fault.detail();
    }

    /** {@code /spec/env/0/name} as a person writes it: {@code spec.env[0].name}. */
    private static String fieldPath(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String segment : pointer.split("/", -1)) {
            String name = segment.replace("~1", "/").replace("~0", "~");
            if (name.isEmpty()) {
                continue;
            }
            if (name.chars().allMatch(Character::isDigit)) {
                path.append('[').append(name).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }
}
