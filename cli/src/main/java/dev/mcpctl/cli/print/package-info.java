/**
 * How results reach the user: tables, documents, names, and the streams of one command. Results go
 * to {@code out}, talk to {@code err}. Used by the one thread of a command; nothing here knows a
 * verb.
 */
@NullMarked
package dev.mcpctl.cli.print;

import org.jspecify.annotations.NullMarked;
