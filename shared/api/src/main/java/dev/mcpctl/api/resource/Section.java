package dev.mcpctl.api.resource;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A titled part of {@code describe}; a section without lines is left out.
 *
 * @param field of the spec, in whose place the section is shown; empty: it is shown besides
 */
public record Section<S>(
        String title, Optional<String> field, Function<View<S>, List<String>> lines) {}
