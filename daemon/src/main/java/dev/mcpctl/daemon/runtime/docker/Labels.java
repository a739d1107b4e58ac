package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.server.Listening;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.ProcessMarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private final ProcessMarks marks;

    Labels(ProcessMarks marks) {
        this.marks = marks;
    }

    /** Of a container. */
    Map<String, String> of(InstanceStart start) {
        Map<String, String> labels = new HashMap<>(ours());
        labels.put(SERVER, start.server());
        labels.put(INSTANCE, start.instance());
        labels.put(START, start.fingerprint());
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

    /** Podman matches nothing by the key of a label alone. */
    List<String> filter() {
        return List.of(INSTALLATION + "=" + marks.installation(), NODE + "=" + marks.node());
    }

    /** Short, and different for each installation. */
    String installation() {
        String id = marks.installation();
        return id.substring(0, Math.min(8, id.length()));
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

    static Optional<Listening> listening(Map<String, String> labels) {
        String port = labels.getOrDefault(PORT, "");
        return port.matches("[0-9]{1,5}")
                ? Optional.of(new Listening(Integer.parseInt(port), labels.getOrDefault(PATH, "/")))
                : Optional.empty();
    }
}
