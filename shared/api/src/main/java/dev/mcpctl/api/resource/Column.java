package dev.mcpctl.api.resource;

import java.util.function.Function;

/** One column of a kind's table; the cell is text, evaluated where the data is. */
public record Column<S>(String header, Function<View<S>, Object> cell, boolean isWide) {}
