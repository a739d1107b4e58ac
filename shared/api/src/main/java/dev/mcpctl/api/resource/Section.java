package dev.mcpctl.api.resource;

import java.util.List;
import java.util.function.Function;

/**
 * A titled part of {@code describe}; a section without lines is left out.
 *
 * @param fields of the spec, in whose place the section is shown; empty: it is shown besides
 */
public record Section<S>(String title, List<String> fields, Function<View<S>, List<String>> lines) {
    public Section {
        fields = List.copyOf(fields);
    }
}
