package dev.mcpctl.api.resource;

import java.util.List;
import java.util.function.Function;

/** A titled part of {@code describe}; a section without lines is left out. */
public record Section<S>(String title, Function<View<S>, List<String>> lines) {}
