package dev.mcpctl.cli.bridge;

import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code mcpctl mcp}, read without a framework.
 *
 * @param toolNames null: as the project says
 */
public record BridgeArguments(String project, @Nullable String toolNames) {
    public static final String USAGE = "mcpctl mcp --project P [--tool-names safe|slash|none]";

    /** A command line that cannot be understood; the message is one line. */
    public static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongException(String message) {
            super(message);
        }
    }

    public static BridgeArguments parse(String[] arguments) throws WrongException {
        String project = null;
        String toolNames = null;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            if (!option.equals("--project")
                    && !option.equals("-p")
                    && !option.equals("--tool-names")) {
                throw new WrongException(
                        "unknown argument \"".concat(argument).concat("\"; usage: ").concat(USAGE));
            }
            if (equals < 0 && ++i == arguments.length) {
                throw new WrongException(option.concat(" needs a value; usage: ").concat(USAGE));
            }
            String value = equals < 0 ? arguments[i] : argument.substring(equals + 1);
            if (option.equals("--tool-names")) {
                toolNames = value;
            } else {
                project = value;
            }
        }
        if (project == null || project.isEmpty()) {
            throw new WrongException("--project is missing; usage: ".concat(USAGE));
        }
        return new BridgeArguments(project, checked(toolNames));
    }

    /** The line that a bridge begins with. */
    String preamble(String build) {
        StringBuilder line = new StringBuilder(128);
        line.append("{\"project\":");
        quote(line, project);
        if (toolNames != null) {
            line.append(",\"toolNames\":");
            quote(line, toolNames);
        }
        line.append(",\"build\":");
        quote(line, build);
        return line.append("}\n").toString();
    }

    private static @Nullable String checked(@Nullable String toolNames) throws WrongException {
        if (toolNames == null
                || toolNames.equals("safe")
                || toolNames.equals("slash")
                || toolNames.equals("none")) {
            return toolNames;
        }
        throw new WrongException(
                "--tool-names is \"".concat(toolNames).concat("\"; expected safe, slash or none"));
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                line.append('\\').append(letter);
            } else if (letter < ' ') {
                line.append("\\u00").append(Character.forDigit(letter >> 4, 16));
                line.append(Character.forDigit(letter & 15, 16));
            } else {
                line.append(letter);
            }
        }
        line.append('"');
    }
}
