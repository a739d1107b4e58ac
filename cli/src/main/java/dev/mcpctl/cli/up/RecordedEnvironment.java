package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.StartRecord;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which variables of {@code up}'s environment the daemons get, now and whenever they restart. */
final class RecordedEnvironment {
    private static final Set<String> NAMES =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "LANG",
                    "LANGUAGE",
                    "TZ",
                    "TMPDIR",
                    "XDG_RUNTIME_DIR",
                    "NODE_EXTRA_CA_CERTS",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR");

    /** Which engine runs the containers, and with whose credentials images are pulled. */
    private static final Set<String> OF_THE_ENGINE =
            Set.of("DOCKER_HOST", "CONTAINER_HOST", "DOCKER_CONFIG");

    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "no_proxy", "all_proxy");
    private static final List<String> OURS = List.of("MCPCTL_", "MCPD_", "MCPLOCAL_");
    private static final List<String> PREFIXES = List.of("LC_", "npm_config_", "NPM_CONFIG_");

    /** Those of the process that {@code up} was called from, if mcpd started that. */
    private static final Set<String> MARKS =
            Set.of("MCPCTL_INSTALLATION", "MCPCTL_NODE", "MCPCTL_INSTANCE");

    private RecordedEnvironment() {}

    /**
     * @param running what the daemons run with, if they do: a setting of ours that is not given
     *     this time stays as it is
     */
    static Map<String, String> of(
            Map<String, String> environment, Home home, Optional<StartRecord> running) {
        Map<String, String> recorded = new TreeMap<>();
        running.ifPresent(record ->
                record.environment()
                        .forEach((name, value) -> {
                            if (isOurs(name)) {
                                recorded.put(name, value);
                            }
                        }));
        environment.forEach((name, value) -> {
            if (isOurs(name) || isOfTheMachine(name)) {
                recorded.put(name, value);
            }
        });
        recorded.putIfAbsent("HOME", System.getProperty("user.home"));
        recorded.put(Home.VARIABLE, home.toString());
        return recorded;
    }

    /** The settings of a daemon that differ: it has to be restarted to follow them. */
    static Set<String> changed(
            Program daemon, Map<String, String> before, Map<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name ->
                !concerns(daemon, name) || Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    private static boolean concerns(Program daemon, String name) {
        return switch (daemon) {
            case MCPD ->
                    OF_THE_ENGINE.contains(name)
                            || (name.startsWith("MCPD_") && !name.equals(McpdTarget.URL_VARIABLE));
            case MCPLOCAL ->
                    name.startsWith("MCPLOCAL_")
                            || name.equals(McpdTarget.URL_VARIABLE)
                            || name.equals(McpdTarget.TOKEN_VARIABLE);
            case SUPERVISOR -> false;
        };
    }

    private static boolean isOurs(String name) {
        return OF_THE_ENGINE.contains(name)
                || (OURS.stream().anyMatch(name::startsWith) && !MARKS.contains(name));
    }

    private static boolean isOfTheMachine(String name) {
        return NAMES.contains(name)
                || PROXIES.contains(name.toLowerCase(Locale.ROOT))
                || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
