package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Fields;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something of the machine's, shown to a container.
 *
 * @param source the name of a volume, or a path of the machine
 * @param target an absolute path in the container
 */
public record Mount(Type type, String source, String target, boolean isReadOnly) {
    private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    /** What is mounted. */
    public enum Type {
        /** Space that the engine keeps, shared by the servers of this mcpd that name it. */
        VOLUME,
        /** A path of the machine; only those that mcpd allows. */
        BIND;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Mount read(Fields fields) {
        Type type = fields.choice("type", Type.class, Type::label).orElse(Type.VOLUME);
        String source = fields.required("source");
        if (!source.isEmpty()) {
            if (type == Type.VOLUME && !VOLUME.matcher(source).matches()) {
                fields.fault("source", "\"" + source + "\" is not the name of a volume");
            } else if (type == Type.BIND && !isPlainPath(source)) {
                fields.fault(
                        "source",
                        "expected an absolute path without . and .., got \"" + source + "\"");
            }
        }
        String target = fields.required("target");
        if (!target.isEmpty() && (!isPlainPath(target) || target.equals("/"))) {
            fields.fault(
                    "target",
                    "expected an absolute path below /, without . and .., got \"" + target + "\"");
        }
        boolean isReadOnly = fields.flag("readOnly", false);
        fields.end();
        return new Mount(type, source, target, isReadOnly);
    }

    private static boolean isPlainPath(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
