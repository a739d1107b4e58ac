package dev.mcpctl.cli.create;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.secret.Secrets;
import dev.mcpctl.cli.context.Invocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl create secret NAME}. */
@Command(
        description = "Create a secret: keys and values that servers get as variables.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create secret grafana-creds --data GRAFANA_URL=http://grafana:3000/?org=1",
            "  mcpctl create secret grafana-creds --data API_KEY=@key.txt",
            "  pass show grafana | mcpctl create secret grafana-creds --data API_KEY=-",
            "  mcpctl create secret grafana-creds --from-env-file grafana.env"
        })
public final class CreateSecretCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--data",
            paramLabel = "KEY=VALUE",
            description =
                    "A value; only the first '=' splits. KEY=@FILE reads a file, KEY=- the input,"
                            + " both without their last line end. Repeat it.")
    private List<String> data = List.of();

    @Option(
            names = "--from-file",
            paramLabel = "KEY=FILE",
            description = "A value that is a file's whole text; repeat it.")
    private List<String> files = List.of();

    @Option(
            names = "--from-env-file",
            paramLabel = "FILE",
            description = "A file of KEY=VALUE lines, taken as they stand; repeat it.")
    private List<Path> environmentFiles = List.of();

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateSecretCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        SecretData values = new SecretData(invocation.directory(), invocation.streams().in());
        for (Path file : environmentFiles) {
            values.addEnvironmentFile(file);
        }
        for (String file : files) {
            values.addFile(file);
        }
        for (String value : data) {
            values.addData(value);
        }
        FlaggedSpec spec = new FlaggedSpec();
        spec.json().set("data", JsonCodec.object(values.values())); // from several flags
        return new Creation(invocation, options).create(Secrets.KIND, spec);
    }
}
