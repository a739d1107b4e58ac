package dev.mcpctl.cli.up;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.socket.EngineAddress;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the servers of some manifests need of this machine. */
final class Requirements {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final String path;
    private final Map<String, String> environment;

    /**
     * @param environment that the servers' daemon will have
     */
    Requirements(Map<String, String> environment) {
        this.environment = environment;
        path = environment.getOrDefault("PATH", DEFAULT_PATH);
    }

    /** A line for each thing that is missing, which names the server; mcpd checks the rest. */
    List<String> missing(List<ManifestDocument> documents) {
        List<String> lines = new ArrayList<>();
        for (ManifestDocument document : documents) {
            if (Kinds.get(document.kind()) == Servers.KIND) {
                ServerSpec spec =
                        Servers.KIND.read(
                                Servers.KIND.canonical(document.spec()), new ArrayList<>());
                if (needsEngine(spec) && !isEngineThere()) {
                    lines.add(
                            "server \""
                                    + document.key().name()
                                    + "\" needs Docker or Podman, and no engine answers; start one, or set DOCKER_HOST");
                }
                for (String program : programs(spec)) {
                    if (!isFound(program)) {
                        lines.add(
                                "server \""
                                        + document.key().name()
                                        + "\" needs "
                                        + program
                                        + ", which is not on PATH ("
                                        + path
                                        + ")");
                    }
                }
            }
        }
        return lines;
    }

    private static boolean needsEngine(ServerSpec spec) {
        return spec.replicas() > 0
                && spec.impliedRuntime()
                        .filter(runtime -> runtime == ServerRuntime.DOCKER)
                        .isPresent();
    }

    /** A package that names no runtime gets a container where it can have one. */
    private boolean isChosenForContainer(ServerSpec spec) {
        return spec.impliedRuntime().isEmpty()
                && !environment.getOrDefault("MCPD_NPM_IMAGE", "").isBlank()
                && isEngineThere();
    }

    private boolean isEngineThere() {
        return EngineAddress.candidates(environment).stream().anyMatch(EngineAddress::isOpen);
    }

    private List<String> programs(ServerSpec spec) {
        boolean isProcess =
                spec.impliedRuntime().filter(runtime -> runtime != ServerRuntime.PROCESS).isEmpty();
        if (spec.replicas() == 0 || !isProcess || isChosenForContainer(spec)) {
            return List.of();
        }
        return switch (spec.source()) {
            case ServerSource.NpmPackage _ -> List.of("node", "npm");
            // A relative path counts from the server's own directory, which need not exist yet.
            case ServerSource.Command(String program) ->
                    program.isEmpty() || (program.contains("/") && !program.startsWith("/"))
                            ? List.of()
                            : List.of(program);
            case ServerSource.Image _, ServerSource.Url _ -> List.of();
        };
    }

    private boolean isFound(String program) {
        try {
            if (program.startsWith("/")) {
                return Files.isExecutable(Path.of(program));
            }
            for (String directory : path.split(":", -1)) {
                if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                    return true;
                }
            }
            return false;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
