package dev.mcpctl.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.SpecText;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class TemplatesTest {
    @Test
    void aTemplateHasAServersFieldsAndWhatIsRequired() {
        TemplateSpec spec =
                SpecText.read(
                        Templates.KIND,
                        """
                        dockerImage: a/b:1
                        transport: sse
                        containerPort: 8086
                        documentation: https://example.com
                        requiredEnv:
                          - {name: URL, description: where, default: "http://x"}
                          - {name: TOKEN, secret: true}
                        """);

        assertThat(spec.hasSource()).isTrue();
        assertThat(spec.defaults().source())
                .isEqualTo(new ServerSource.Image("a/b:1", null, Optional.empty()));
        assertThat(spec.defaults().transport()).isEqualTo(Transport.SSE);
        assertThat(spec.requiredEnv())
                .containsExactly(
                        new RequiredVariable("URL", "where", false, Optional.of("http://x")),
                        new RequiredVariable("TOKEN", "", true, Optional.empty()));
        assertThat(spec.requiredEnv().stream().map(RequiredVariable::line))
                .containsExactly("URL (default: http://x): where", "TOKEN (secret)");
    }

    @Test
    void whatAServerMustHaveMayBeMissing() {
        assertThat(SpecText.read(Templates.KIND, "transport: SSE").hasSource()).isFalse();
        assertThat(SpecText.read(Templates.KIND, "replicas: 2").defaults().replicas()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fromTemplate: other|/spec/fromTemplate a template is not made from another",
                "replicas: 11|/spec/replicas expected 0 to 10, got 11",
                "headers: {A: b}|/spec/headers has an effect with url only",
                "requiredEnv: [{name: a-b}]|/spec/requiredEnv/0/name \"a-b\" is not the name of a variable",
                "requiredEnv: [{name: A}, {name: A}]|/spec/requiredEnv \"A\" is given twice",
                "requiredEnv: [{name: A, secret: true, default: x}]|/spec/requiredEnv/0/default a secret variable has no default; it would be no secret"
            })
    void whatIsWrongIsNamed(String yaml, String fault) {
        List<Fault> faults = new ArrayList<>();

        Templates.KIND.read(Templates.KIND.canonical(SpecText.spec(yaml)), faults);

        assertThat(faults.stream().map(found -> found.pointer() + " " + found.detail()))
                .contains(fault);
    }
}
