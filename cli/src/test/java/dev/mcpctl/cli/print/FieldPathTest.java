package dev.mcpctl.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldPathTest {
    @Test
    void aPointerIsWrittenAsAPath() {
        assertThat(FieldPath.of("/spec/env/0/name")).isEqualTo("spec.env[0].name");
        assertThat(FieldPath.of("/metadata/labels/acme.com~1team~0"))
                .isEqualTo("metadata.labels.acme.com/team~");
        assertThat(FieldPath.of("")).isEmpty();
    }
}
