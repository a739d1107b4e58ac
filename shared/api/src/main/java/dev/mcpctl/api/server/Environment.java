package dev.mcpctl.api.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The variables of a server as {@code describe} shows them, in kubectl's words. */
public final class Environment {
    /** The fields of a server that say them one by one, and whole secrets at a time. */
    public static final List<String> VARIABLES = List.of("env");

    public static final List<String> SECRETS = List.of("envFrom");

    private Environment() {}

    /** One line a variable, values in a column. */
    public static List<String> variables(ServerSpec spec) {
        int width = 0;
        for (String name : spec.env().keySet()) {
            width = Math.max(width, name.length());
        }
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Value> variable : spec.env().entrySet()) {
            String name = variable.getKey();
            lines.add(
                    name
                            + ":"
                            + " ".repeat(width - name.length() + 2)
                            + shown(variable.getValue()));
        }
        return lines;
    }

    /** The secrets, each key of which is a variable. */
    public static List<String> secrets(ServerSpec spec) {
        return spec.envFrom().stream().map(secret -> secret.name() + "  Secret").toList();
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Literal literal -> literal.text().replaceAll("\\R", " ");
            case Value.SecretKey key ->
                    "<set to the key '" + key.key() + "' in secret '" + key.secret() + "'>";
        };
    }
}
