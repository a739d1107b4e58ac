package dev.mcpctl.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.LocalProxyConnection;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.TablePrinter;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a client that connects to a project's endpoint is shown, asked for as such a client does.
 */
final class ClientView {
    /**
     * A list that an endpoint has: its method, its member in the answer, what it is called here.
     */
    private record Listing(String capability, String method, String member, String title) {}

    private static final List<Listing> LISTINGS =
            List.of(
                    new Listing("tools", "tools/list", "tools", "Tools"),
                    new Listing("prompts", "prompts/list", "prompts", "Prompts"),
                    new Listing("resources", "resources/list", "resources", "Resources"),
                    new Listing(
                            "resources",
                            "resources/templates/list",
                            "resourceTemplates",
                            "Resource Templates"));

    private final Invocation invocation;
    private final String project;
    private final LocalProxyConnection mcplocal;

    ClientView(Invocation invocation, String project) {
        this.invocation = invocation;
        this.project = project;
        this.mcplocal = invocation.localProxy(invocation.timeouts());
    }

    void print(OutputFormat format) {
        ObjectNode seen = seen();
        PrintStream out = invocation.streams().out();
        if (format == OutputFormat.JSON) {
            out.println(JsonCodec.pretty(seen));
        } else {
            print(seen, out);
        }
        out.flush(); // the result first
        warn();
    }

    private ObjectNode seen() {
        JsonNode introduction = mcplocal.ask(project, "server/discover", JsonCodec.object());
        ObjectNode seen = JsonCodec.object().put("project", project);
        if (introduction.hasNonNull("instructions")) {
            seen.set("instructions", introduction.get("instructions"));
        }
        for (Listing listing : LISTINGS) {
            ArrayNode items = seen.putArray(listing.member());
            if (introduction.path("capabilities").has(listing.capability())) {
                addPages(listing, items);
            }
        }
        return seen;
    }

    private void addPages(Listing listing, ArrayNode items) {
        Set<String> cursors = new HashSet<>();
        ObjectNode params = JsonCodec.object();
        boolean hasMore = true;
        while (hasMore) {
            JsonNode page = mcplocal.ask(project, listing.method(), params);
            page.path(listing.member()).forEach(items::add);
            String cursor = page.path("nextCursor").asText("");
            hasMore = !cursor.isEmpty() && cursors.add(cursor);
            params = JsonCodec.object().put("cursor", cursor);
        }
    }

    private static void print(ObjectNode seen, PrintStream out) {
        if (seen.hasNonNull("instructions")) {
            out.println("Instructions:");
            indented(seen.get("instructions").asText(), "  ", out);
        }
        for (Listing listing : LISTINGS) {
            JsonNode items = seen.path(listing.member());
            out.println(listing.title() + " (" + items.size() + "):");
            items.forEach(item -> print(item, out));
        }
    }

    private static void print(JsonNode item, PrintStream out) {
        String uri = item.path("uri").asText(item.path("uriTemplate").asText(""));
        String name = item.path("name").asText("");
        out.println("  " + TablePrinter.oneLine(uri.isEmpty() ? name : uri + "  " + name));
        indented(item.path("description").asText(""), "      ", out);
        List<String> arguments = arguments(item);
        if (!arguments.isEmpty()) {
            out.println("      arguments: " + TablePrinter.oneLine(String.join(", ", arguments)));
        }
    }

    /** Of a tool by its schema, of a prompt by its list; those that must be given are marked. */
    private static List<String> arguments(JsonNode item) {
        List<String> arguments = new ArrayList<>();
        JsonNode schema = item.path("inputSchema");
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties")
                .properties()
                .forEach(property -> {
                    String type = property.getValue().path("type").asText("");
                    String marks =
                            (type.isEmpty() ? "" : type)
                                    + (required.contains(property.getKey())
                                            ? (type.isEmpty() ? "" : ", ") + "required"
                                            : "");
                    arguments.add(property.getKey() + (marks.isEmpty() ? "" : " (" + marks + ")"));
                });
        item.path("arguments")
                .forEach(argument ->
                        arguments.add(
                                argument.path("name").asText()
                                        + (argument.path("required").asBoolean()
                                                ? " (required)"
                                                : "")));
        return arguments;
    }

    private static void indented(String text, String margin, PrintStream out) {
        text.strip().lines().forEach(line -> out.println(margin + TablePrinter.oneLine(line)));
    }

    /** What a client is not shown because a server cannot be asked. */
    private void warn() {
        for (JsonNode warning : mcplocal.get("/status").path("warnings")) {
            if (warning.path("project").asText().equals(project)) {
                invocation
                        .streams()
                        .err()
                        .println(
                                "warning: server \""
                                        + warning.path("server").asText()
                                        + "\": "
                                        + warning.path("detail").asText());
            }
        }
    }
}
