package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Fields;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a container may do. Whatever is looser than {@link #DEFAULT} was asked for by name.
 *
 * @param user name or number, with a group behind a colon or without
 * @param capabilities added to none, without their CAP_
 * @param network {@code bridge}, {@code none} or the name of one that somebody made
 */
public record Confinement(
        boolean isRootReadOnly, String user, List<String> capabilities, String network) {
    public static final String NO_NETWORK = "none";

    /** What holds when a server says nothing. */
    public static final Confinement DEFAULT = new Confinement(true, "65532", List.of(), "bridge");

    private static final Pattern USER =
            Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31})?");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z0-9_]+");
    private static final Pattern NETWORK = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    public Confinement {
        capabilities = List.copyOf(capabilities);
    }

    static Confinement read(Fields fields) {
        boolean isRootReadOnly = fields.flag("readOnlyRoot", DEFAULT.isRootReadOnly);
        String user = fields.text("user").orElse(DEFAULT.user);
        if (!USER.matcher(user).matches()) {
            fields.fault("user", "expected a user or USER:GROUP, got \"" + user + "\"");
        }
        List<String> capabilities =
                fields.textList("capabilities").stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
                        .toList();
        for (int i = 0; i < capabilities.size(); i++) {
            String name = capabilities.get(i);
            if (name.equals("ALL")) {
                fields.fault("capabilities/" + i, "expected the name of each capability, got ALL");
            } else if (!CAPABILITY.matcher(name).matches()) {
                fields.fault(
                        "capabilities/" + i, "\"" + name + "\" is not the name of a capability");
            }
        }
        String network = fields.text("network").orElse(DEFAULT.network);
        if (network.equals("host")) {
            fields.fault(
                    "network",
                    "the host's network would let anybody past mcpd to the server;"
                            + " expected bridge, none or the name of a network");
        } else if (!NETWORK.matcher(network).matches()) {
            fields.fault("network", "\"" + network + "\" is not the name of a network");
        }
        fields.end();
        return new Confinement(isRootReadOnly, user, capabilities, network);
    }
}
