package dev.mcpctl.daemon.runtime;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of this program's own environment children may see: what it takes to run at all and to reach
 * a registry or an upstream from here. Nothing else: it holds tokens and the database's address.
 */
public final class ChildEnvironment {
    private static final Set<String> BASICS =
            Set.of("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR");
    private static final Set<String> CERTIFICATES =
            Set.of(
                    "NODE_EXTRA_CA_CERTS",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "REQUESTS_CA_BUNDLE",
                    "CURL_CA_BUNDLE",
                    "GIT_SSL_CAINFO");
    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy");
    private static final Set<String> NPM_TOKENS = Set.of("NPM_TOKEN", "NODE_AUTH_TOKEN");

    private final Map<String, String> own;

    /**
     * @param own this program's environment
     */
    public ChildEnvironment(Map<String, String> own) {
        this.own = Map.copyOf(own);
    }

    /** For a server: the shared variables, then what it declares, then the marks. */
    Map<String, String> forServer(Map<String, String> declared, Map<String, String> marks) {
        Map<String, String> environment = new TreeMap<>();
        own.forEach((name, value) -> {
            if (isShared(name)) {
                environment.put(name, value);
            }
        });
        environment.putAll(declared);
        environment.putAll(marks);
        return environment;
    }

    /** For npm itself, which reads its configuration and its registry tokens from variables too. */
    Map<String, String> forNpm(Map<String, String> marks) {
        Map<String, String> environment = forServer(Map.of(), marks);
        own.forEach((name, value) -> {
            if (isOfNpm(name)) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    /**
     * For npm in a container: what it takes to reach a registry from here. Values may be paths of
     * this machine, and secrets.
     */
    public Map<String, String> forNpmElsewhere() {
        Map<String, String> environment = new TreeMap<>();
        own.forEach((name, value) -> {
            if (isOfNpm(name) || isProxy(name) || CERTIFICATES.contains(name)) {
                environment.put(name, value);
            }
        });
        return environment;
    }

    private static boolean isShared(String name) {
        return BASICS.contains(name)
                || CERTIFICATES.contains(name)
                || name.startsWith("LC_")
                || isProxy(name);
    }

    private static boolean isProxy(String name) {
        return PROXIES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isOfNpm(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("npm_config_") || NPM_TOKENS.contains(name);
    }
}
