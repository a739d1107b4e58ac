/**
 * kubectl's JSONPath templates: text with expressions in braces, read once and printed for any
 * number of documents. Knows nothing of resources and commands; values are immutable, any thread.
 */
@NullMarked
package dev.mcpctl.cli.jsonpath;

import org.jspecify.annotations.NullMarked;
