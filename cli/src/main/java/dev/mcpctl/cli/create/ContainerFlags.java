package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.util.List;
import java.util.Set;

/** The flags that say how a container is held, named as docker names them. */
final class ContainerFlags {
    private static final String MOUNT = "--mount";
    private static final Set<String> BARE_KEYS = Set.of("readonly", "ro");

    @Option(
            names = "--memory",
            paramLabel = "AMOUNT",
            description = "How much memory it may use, swap included: 512Mi, 1Gi.")
    private @Nullable String memory;

    @Option(
            names = "--cpus",
            paramLabel = "NUMBER",
            description = "How many CPUs it may use: 0.5, 2.")
    private @Nullable String cpus;

    @Option(
            names = {"--pids", "--pids-limit"},
            paramLabel = "N",
            description = "How many processes and threads it may have.")
    private @Nullable String pids;

    @Option(
            names = "--user",
            paramLabel = "USER[:GROUP]",
            description = "As whom it runs; by default 65532.")
    private @Nullable String user;

    @Option(
            names = {"--capability", "--cap-add"},
            paramLabel = "NAME",
            description = "A capability that it keeps, such as NET_BIND_SERVICE; repeat it.")
    private List<String> capabilities = List.of();

    @Option(
            names = "--read-only-root",
            paramLabel = "true|false",
            converter = TrueOrFalse.class,
            description = "--read-only-root=false: it may write to its own file system.")
    private @Nullable Boolean isRootReadOnly;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "bridge, none, or a network that somebody made.")
    private @Nullable String network;

    @Option(
            names = MOUNT,
            paramLabel = "KEY=VALUE,...",
            description =
                    "What it sees of the machine: source=NAME,target=PATH is a volume, with"
                            + " type=bind a path that mcpd allows; readonly. Repeat it.")
    private List<String> mounts = List.of();

    void addTo(FlaggedSpec spec) {
        spec.text("--memory", "resources/memory", memory);
        spec.number("--cpus", "resources/cpus", cpus);
        spec.number("--pids", "resources/pids", pids);
        spec.text("--user", "security/user", user);
        spec.texts("--capability", "security/capabilities", capabilities);
        if (isRootReadOnly != null) {
            spec.set(
                    "--read-only-root",
                    "security/readOnlyRoot",
                    JsonNodeFactory.instance.booleanNode(isRootReadOnly));
        }
        spec.text("--network", "security/network", network);
        if (!mounts.isEmpty()) {
            ArrayNode list = JsonCodec.array();
            mounts.forEach(mount -> list.add(mountOf(mount)));
            spec.set(MOUNT, "mounts", list);
        }
    }

    /** {@code type=volume,source=NAME,target=PATH,readonly}, as {@code docker run --mount}. */
    private static ObjectNode mountOf(String written) {
        ObjectNode mount = JsonCodec.object();
        for (String part : written.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "true" : part.substring(equals + 1);
            if (equals < 0 && !BARE_KEYS.contains(key)) {
                throw wrong(written, "no '=' in \"" + part + "\"");
            }
            switch (key) {
                case "type" -> mount.put("type", value);
                case "source", "src" -> mount.put("source", value);
                case "target", "dst", "destination" -> mount.put("target", value);
                case "readonly", "ro" -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        throw wrong(written, "\"" + part + "\"");
                    }
                    mount.put("readOnly", value.equals("true"));
                }
                default -> throw wrong(written, "unknown \"" + key + "\"");
            }
        }
        return mount;
    }

    private static UsageError wrong(String written, String why) {
        return new UsageError(
                MOUNT
                        + ": expected type=volume|bind,source=NAME,target=PATH[,readonly], got \""
                        + written
                        + "\": "
                        + why);
    }

    /** A flag alone is true. */
    static final class TrueOrFalse implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default ->
                        throw new TypeConversionException(
                                "expected true or false, got \"" + text + "\"");
            };
        }
    }
}
