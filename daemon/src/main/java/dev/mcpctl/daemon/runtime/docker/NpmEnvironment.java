package dev.mcpctl.daemon.runtime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables of npm in a container: of those that name a path of this machine only the ones of
 * certificates, whose files are taken along.
 *
 * @param variables as npm gets them
 * @param files by the name that each has in the directory of certificates
 */
record NpmEnvironment(Map<String, String> variables, Map<String, byte[]> files) {
    private static final long MAX_FILE_BYTES = 8 * 1024 * 1024;

    /** In lower case. */
    private static final Set<String> FILES =
            Set.of(
                    "node_extra_ca_certs",
                    "ssl_cert_file",
                    "requests_ca_bundle",
                    "curl_ca_bundle",
                    "git_ssl_cainfo",
                    "npm_config_cafile");

    NpmEnvironment {
        variables = Map.copyOf(variables);
        files = Map.copyOf(files);
    }

    /**
     * From mcpd's own.
     *
     * @param directory where the files will be in the container
     */
    static NpmEnvironment of(Map<String, String> own, String directory) {
        Map<String, String> variables = new TreeMap<>();
        Map<String, String> names = new LinkedHashMap<>(); // by path here
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : new TreeMap<>(own).entrySet()) {
            String value = variable.getValue();
            if (!value.startsWith("/") && !value.startsWith("~")) {
                variables.put(variable.getKey(), value);
            } else if (FILES.contains(variable.getKey().toLowerCase(Locale.ROOT))) {
                if (!names.containsKey(value) && !read(value, names.size(), names, files)) {
                    continue; // it is of no use here either
                }
                variables.put(variable.getKey(), directory + "/" + names.get(value));
            }
        }
        return new NpmEnvironment(variables, files);
    }

    private static boolean read(
            String value, int number, Map<String, String> names, Map<String, byte[]> files) {
        try {
            Path path = Path.of(value);
            if (!Files.isRegularFile(path) || Files.size(path) > MAX_FILE_BYTES) {
                return false;
            }
            String name = number + ".pem";
            files.put(name, Files.readAllBytes(path));
            names.put(value, name);
            return true;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "NpmEnvironment[" + variables.keySet() + "]";
    }
}
