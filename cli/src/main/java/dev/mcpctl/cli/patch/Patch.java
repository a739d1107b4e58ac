package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A change that can be made to a document again and again, should somebody else write first. */
interface Patch {
    /** Returns the changed document; the argument may be changed or not. */
    ObjectNode apply(ObjectNode document);
}
