package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class BuildTest {
    @Test
    void theVersionIsThatOfTheProject() throws IOException {
        String module = Files.readString(Path.of("pom.xml"));

        assertThat(module.substring(0, module.indexOf("</parent>")))
                .contains("<version>" + Build.VERSION + "</version>");
    }
}
