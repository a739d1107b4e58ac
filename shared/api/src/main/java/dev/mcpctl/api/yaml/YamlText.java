package dev.mcpctl.api.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Composes the documents of a text; JSON is taken too. */
public final class YamlText {
    /** A text that is longer is refused. */
    public static final int MAX_BYTES = 4 << 20;

    private static final int MAX_ALIASES = 50;

    private YamlText() {}

    /**
     * The documents in order, empty ones left out. Comments are kept on their nodes when {@code
     * withComments}.
     *
     * @throws YamlFault at the first thing that is wrong
     */
    public static List<Node> compose(String text, boolean withComments) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setMaxAliasesForCollections(MAX_ALIASES)
                        .setCodePointLimit(MAX_BYTES)
                        .setAllowNonScalarKeys(true) // refused later, with their place
                        .setParseComments(withComments)
                        .build();
        List<Node> documents = new ArrayList<>();
        try {
            StreamReader reader = new StreamReader(settings, spacesForTabsInJson(text));
            DepthLimit parser = new DepthLimit(new ParserImpl(settings, reader));
            Composer composer = new Composer(settings, parser);
            while (composer.hasNext()) {
                documents.add(composer.next());
            }
        } catch (MarkedYamlEngineException e) {
            throw new YamlFault(Place.of(e.getProblemMark().or(e::getContextMark)), detail(e));
        } catch (ReaderException e) {
            throw new YamlFault(
                    placeOf(text, e.getPosition()),
                    "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new YamlFault(Place.START, String.valueOf(e.getMessage()));
        }
        return documents;
    }

    /** Refuses a key that stands twice in one mapping; the composer lets it pass. */
    public static void refuseDuplicates(MappingNode mapping) {
        Map<String, Node> seen = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                Node first = seen.putIfAbsent(key.getValue(), key);
                if (first != null) {
                    throw new YamlFault(
                            Place.of(key),
                            "the key \""
                                    + key.getValue()
                                    + "\" stands here twice; first on line "
                                    + Place.of(first).line());
                }
            }
        }
    }

    private static String detail(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("\\t(TAB)") || problem.contains("'\t'")) {
            return "found a tab where YAML expects spaces";
        }
        String context = e.getContext();
        return "not YAML: "
                + (context == null || context.isBlank() ? "" : context + ": ")
                + problem;
    }

    /**
     * JSON may be indented with tabs, and YAML may not be. A tab inside a JSON string is not
     * allowed, so there is none to spoil.
     */
    private static String spacesForTabsInJson(String text) {
        String start = text.stripLeading();
        boolean isJson = start.startsWith("{") || start.startsWith("[");
        return isJson && text.indexOf('\t') >= 0 ? text.replace('\t', ' ') : text;
    }

    private static Place placeOf(String text, int codePoints) {
        int line = 1;
        int column = 1;
        int end = Math.min(text.length(), codePoints);
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Place(line, column);
    }
}
