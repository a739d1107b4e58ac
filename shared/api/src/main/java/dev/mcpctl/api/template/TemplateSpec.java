package dev.mcpctl.api.template;

import dev.mcpctl.api.server.ServerSpec;

import java.util.List;
import java.util.Optional;

/**
 * What servers made from a template have in common.
 *
 * @param defaults of such a server, checked as far as a part of a server can be
 * @param hasSource whether it says where the server comes from
 * @param requiredEnv what has to be given before a server can start
 * @param documentation where to read more
 */
public record TemplateSpec(
        ServerSpec defaults,
        boolean hasSource,
        List<RequiredVariable> requiredEnv,
        Optional<String> documentation) {
    public TemplateSpec {
        requiredEnv = List.copyOf(requiredEnv);
    }
}
