package dev.mcpctl.daemon.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class NpmEnvironmentTest {
    @TempDir Path directory;

    @Test
    void certificatesAreTakenAlongAndOtherPathsOfThisMachineAreNot() throws IOException {
        Path bundle = Files.writeString(directory.resolve("bundle.crt"), "ours");
        Map<String, String> own = new HashMap<>();
        own.put("MCPD_NPM_IMAGE", "node:22");
        own.put("MCPD_DATABASE_URL", "postgresql://u:hidden@h/d");
        own.put("PATH", "/usr/bin");
        own.put("HOME", "/home/me");
        own.put("HTTPS_PROXY", "http://proxy:3128");
        own.put("no_proxy", "localhost");
        own.put("NPM_TOKEN", "t");
        own.put("npm_config_registry", "https://registry.example/");
        own.put("npm_config_cache", "/home/me/.npm");
        own.put("NODE_EXTRA_CA_CERTS", bundle.toString());
        own.put("npm_config_cafile", bundle.toString());
        own.put("SSL_CERT_FILE", directory + "/absent");
        own.put("SSL_CERT_DIR", directory.toString());

        NpmImage image = NpmImage.of(own).orElseThrow();
        NpmEnvironment environment = NpmEnvironment.of(image.environment(), "/there");

        assertThat(environment.variables())
                .containsOnly(
                        Map.entry("HTTPS_PROXY", "http://proxy:3128"),
                        Map.entry("no_proxy", "localhost"),
                        Map.entry("NPM_TOKEN", "t"),
                        Map.entry("npm_config_registry", "https://registry.example/"),
                        Map.entry("NODE_EXTRA_CA_CERTS", "/there/0.pem"),
                        Map.entry("npm_config_cafile", "/there/0.pem"));
        assertThat(environment.files().keySet()).containsExactly("0.pem");
        assertThat(environment.files().get("0.pem")).asString().isEqualTo("ours");
        assertThat(image.toString() + environment).doesNotContain("hidden", "proxy:3128");
    }
}
