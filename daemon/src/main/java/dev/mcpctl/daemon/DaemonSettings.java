package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Suggestion;
import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.daemon.http.ApiServer;
import dev.mcpctl.daemon.mcp.RunningServers;
import dev.mcpctl.daemon.runtime.docker.DockerRuntime;
import dev.mcpctl.daemon.runtime.docker.NpmImage;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;
import dev.mcpctl.mcp.issuer.OutsideSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the environment says.
 *
 * @param bootstrapTokenFile where the first token goes with an external database
 * @param isProcessAllowed whether servers may run as processes of mcpd's own user
 * @param containers what servers in containers may have
 * @param maxInstances of one server that gives each caller an instance of their own
 * @param outside where browsers and clients reach this mcpd, and whose tokens they may come with
 */
record DaemonSettings(
        Home home,
        ListenAddress address,
        DatabaseSettings database,
        @Nullable Path bootstrapTokenFile,
        boolean isProcessAllowed,
        DockerRuntime.Settings containers,
        int maxInstances,
        OutsideSettings outside) {
    private static final String PREFIX = "MCPD_";
    private static final String DATABASE_URL = "MCPD_DATABASE_URL";
    private static final String KEY_FILE = "MCPD_KEY_FILE";
    private static final String ALLOW_PROCESS = "MCPD_ALLOW_PROCESS";
    private static final String BOOTSTRAP_TOKEN_FILE = "MCPD_BOOTSTRAP_TOKEN_FILE";
    private static final String PULL_POLICY = "MCPD_PULL_POLICY";
    private static final String MOUNT_ALLOW = "MCPD_MOUNT_ALLOW";
    private static final String MAX_INSTANCES = "MCPD_MAX_INSTANCES";
    private static final int DEFAULT_MAX_INSTANCES = 32;
    private static final int HIGHEST_MAX_INSTANCES = 10_000;
    private static final List<String> KNOWN =
            Stream.concat(
                            Stream.of(
                                    "MCPD_HOST",
                                    "MCPD_PORT",
                                    "MCPD_URL", // of clients; here it is nothing to warn of
                                    DATABASE_URL,
                                    KEY_FILE,
                                    ALLOW_PROCESS,
                                    BOOTSTRAP_TOKEN_FILE,
                                    PULL_POLICY,
                                    MOUNT_ALLOW,
                                    MAX_INSTANCES,
                                    NpmImage.VARIABLE),
                            OutsideSettings.variables("MCPD").stream())
                    .toList();

    /** Throws a {@link Problem} that names the variable which is wrong. */
    static DaemonSettings of(Map<String, String> environment) {
        Home home = Home.of(environment);
        ListenAddress address = ListenAddress.ofMcpd(environment);
        Path keyFile = path(environment, KEY_FILE).orElseGet(home::masterKey);
        boolean isProcessAllowed =
                flag(environment, ALLOW_PROCESS)
                        .orElseGet(() -> ApiServer.isLoopback(address.host()));
        return new DaemonSettings(
                home,
                address,
                new DatabaseSettings(location(environment, home), keyFile),
                path(environment, BOOTSTRAP_TOKEN_FILE).orElse(null),
                isProcessAllowed,
                containers(environment),
                maxInstances(environment),
                OutsideSettings.of(environment, "MCPD", ApiServer.isLoopback(address.host())));
    }

    /**
     * For those who run servers, on a node of an installation.
     *
     * @param listening where this mcpd listens, once it does
     */
    RunningServers.Settings servers(
            NodeIdentity identity, AtomicReference<@Nullable URI> listening) {
        return new RunningServers.Settings(
                home,
                identity.installation().toString(),
                identity.node().toString(),
                isProcessAllowed,
                containers,
                maxInstances,
                Build.VERSION,
                reachedAt(listening));
    }

    /**
     * Where browsers and clients reach this mcpd; empty where nobody knows, or not yet.
     *
     * @param listening where it listens, once it does, and if only this machine can reach that
     */
    Supplier<Optional<URI>> reachedAt(AtomicReference<@Nullable URI> listening) {
        return () -> outside.publicUrl().or(() -> Optional.ofNullable(listening.get()));
    }

    /** A line for each variable of ours that means nothing. */
    static List<String> warnings(Map<String, String> environment) {
        return new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
                        .map(name ->
                                name
                                        + " means nothing to this mcpd"
                                        + Suggestion.closest(name, KNOWN)
                                                .map(known -> "; did you mean " + known + "?")
                                                .orElse(""))
                        .toList();
    }

    private static DatabaseLocation location(Map<String, String> environment, Home home) {
        String url = environment.getOrDefault(DATABASE_URL, "");
        return url.isEmpty()
                ? new DatabaseLocation.Embedded(
                        home.postgres(),
                        home.mcpd().resolve("postgres-programs"),
                        home.postgresLog())
                : new DatabaseLocation.External(url);
    }

    private static Optional<Path> path(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text).toAbsolutePath());
    }

    private static int maxInstances(Map<String, String> environment) {
        String given = environment.getOrDefault(MAX_INSTANCES, "");
        if (given.isEmpty()) {
            return DEFAULT_MAX_INSTANCES;
        }
        try {
            int count = Integer.parseInt(given);
            if (count >= 1 && count <= HIGHEST_MAX_INSTANCES) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Problem(
                ProblemType.LOCAL,
                MAX_INSTANCES
                        + ": expected a number from 1 to "
                        + HIGHEST_MAX_INSTANCES
                        + ", got \""
                        + given
                        + "\"");
    }

    private static DockerRuntime.Settings containers(Map<String, String> environment) {
        return new DockerRuntime.Settings(
                environment,
                pullPolicy(environment),
                mountable(environment),
                NpmImage.of(environment));
    }

    private static Optional<PullPolicy> pullPolicy(Map<String, String> environment) {
        String given = environment.getOrDefault(PULL_POLICY, "");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(PullPolicy.values())
                        .filter(policy -> policy.label().equalsIgnoreCase(given))
                        .findFirst()
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemType.LOCAL,
                                        PULL_POLICY
                                                + ": expected Always, IfNotPresent or Never,"
                                                + " got \""
                                                + given
                                                + "\"")));
    }

    /** Directories with a colon between them. */
    private static List<Path> mountable(Map<String, String> environment) {
        List<Path> mountable = new ArrayList<>();
        for (String given : environment.getOrDefault(MOUNT_ALLOW, "").split(":", -1)) {
            if (!given.isEmpty()) {
                mountable.add(directory(given));
            }
        }
        return mountable;
    }

    private static Path directory(String given) {
        try {
            if (given.startsWith("/")) {
                return Path.of(given).toRealPath();
            }
        } catch (IOException | InvalidPathException e) {
            // said below
        }
        throw new Problem(
                ProblemType.LOCAL,
                MOUNT_ALLOW
                        + ": expected directories that exist, with a colon between them, got \""
                        + given
                        + "\"");
    }

    private static Optional<Boolean> flag(Map<String, String> environment, String name) {
        return switch (environment.getOrDefault(name, "")) {
            case "" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default ->
                    throw new Problem(
                            ProblemType.LOCAL,
                            name
                                    + ": expected true or false, got \""
                                    + environment.get(name)
                                    + "\"");
        };
    }
}
