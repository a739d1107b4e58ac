package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.manifest.ManifestReader;
import dev.mcpctl.api.problem.Fault;

import java.util.ArrayList;
import java.util.List;

/** Specs for tests, written as the YAML of a flat document's fields. */
public final class SpecText {
    private SpecText() {}

    public static ObjectNode spec(String yaml) {
        String text = "kind: server\n" + yaml.replace("\\n", "\n");
        return ManifestReader.parse("spec", text).getFirst().spec();
    }

    /** What the kind says of a spec, made canonical first as the daemon does. */
    public static <S> List<String> faults(ResourceKind<S> kind, String yaml) {
        List<Fault> faults = new ArrayList<>();
        kind.read(kind.canonical(spec(yaml)), faults);
        return faults.stream().map(fault -> fault.pointer() + " " + fault.detail()).toList();
    }

    /** The typed spec of a text that has no faults. */
    public static <S> S read(ResourceKind<S> kind, String yaml) {
        List<Fault> faults = new ArrayList<>();
        S spec = kind.read((JsonNode) kind.canonical(spec(yaml)), faults);
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.toString());
        }
        return spec;
    }
}
