package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.ServerSource.NpmPackage;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.NpmWords;
import dev.mcpctl.daemon.runtime.ProcessMarks;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is written on everything we make at an engine, and tells it from everybody else's. */
final class Labels {
    private static final String PREFIX = "dev.mcpctl.";
    private static final String INSTALLATION = PREFIX + "installation";
    private static final String NODE = PREFIX + "node";
    private static final String SERVER = PREFIX + "server";
    private static final String INSTANCE = PREFIX + "instance";
    private static final String PORT = PREFIX + "port";
    private static final String PATH = PREFIX + "path";
    private static final String START = PREFIX + "start";
    private static final String IMAGE = PREFIX + "image-digest";

    private static final String PACKAGE = PREFIX + "package";
    private static final String SCRIPTS = PREFIX + "package-scripts";
    private static final String SCRATCH = PREFIX + "scratch";

    private final ProcessMarks marks;

    Labels(ProcessMarks marks) {
        this.marks = marks;
    }

    /** Of a container. */
    Map<String, String> of(InstanceStart start, String imageDigest) {
        Map<String, String> labels = new HashMap<>(ours());
        labels.put(SERVER, start.server());
        labels.put(INSTANCE, start.instance());
        labels.put(START, start.fingerprint());
        labels.put(IMAGE, imageDigest);
        start.listening()
                .ifPresent(listening -> {
                    labels.put(PORT, Integer.toString(listening.port()));
                    labels.put(PATH, listening.path());
                });
        return labels;
    }

    /** Of what belongs to no single server. */
    Map<String, String> ours() {
        return Map.of(INSTALLATION, marks.installation(), NODE, marks.node());
    }

    /** Of the volume of a package, whose version is given. */
    Map<String, String> of(NpmPackage npm) {
        Map<String, String> labels = new HashMap<>(ours());
        labels.put(PACKAGE, NpmWords.label(npm));
        labels.put(SCRIPTS, scripts(npm));
        return labels;
    }

    /** Of a volume that nothing needs once its container is gone. */
    Map<String, String> ofScratch() {
        Map<String, String> labels = new HashMap<>(ours());
        labels.put(SCRATCH, "true");
        return labels;
    }

    boolean areOurs(@Nullable Map<String, String> labels) {
        return labels != null && labels.entrySet().containsAll(ours().entrySet());
    }

    /** Podman matches nothing by the key of a label alone. */
    List<String> filter() {
        return List.of(INSTALLATION + "=" + marks.installation(), NODE + "=" + marks.node());
    }

    /** Short, and different for each installation. */
    String installation() {
        String id = marks.installation();
        return id.substring(0, Math.min(8, id.length()));
    }

    String node() {
        String id = marks.node();
        return id.substring(0, Math.min(8, id.length()));
    }

    static boolean isScratch(Map<String, String> labels) {
        return labels.containsKey(SCRATCH);
    }

    /** What the volume of those labels holds. */
    static Optional<NpmPackage> npmPackage(Map<String, String> labels) {
        String label = labels.getOrDefault(PACKAGE, "");
        int at = label.lastIndexOf('@');
        if (at <= 0) {
            return Optional.empty();
        }
        String scripts = labels.getOrDefault(SCRIPTS, "");
        return Optional.of(
                new NpmPackage(
                        label.substring(0, at),
                        label.substring(at + 1),
                        null,
                        scripts.isEmpty() ? List.of() : List.of(scripts.split(" ", -1))));
    }

    /** The same for those that are installed alike. */
    static String hash(NpmPackage npm) {
        String words = NpmWords.label(npm) + " " + scripts(npm);
        return UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String scripts(NpmPackage npm) {
        return npm.allowScripts().stream().sorted().distinct().collect(Collectors.joining(" "));
    }

    static String instance(Map<String, String> labels) {
        return labels.getOrDefault(INSTANCE, "");
    }

    static String server(Map<String, String> labels) {
        return labels.getOrDefault(SERVER, "");
    }

    static String fingerprint(Map<String, String> labels) {
        return labels.getOrDefault(START, "");
    }

    static String imageDigest(Map<String, String> labels) {
        return labels.getOrDefault(IMAGE, "");
    }

    static Optional<Listening> listening(Map<String, String> labels) {
        String port = labels.getOrDefault(PORT, "");
        return port.matches("[0-9]{1,5}")
                ? Optional.of(new Listening(Integer.parseInt(port), labels.getOrDefault(PATH, "/")))
                : Optional.empty();
    }
}
