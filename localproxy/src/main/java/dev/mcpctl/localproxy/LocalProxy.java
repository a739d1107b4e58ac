package dev.mcpctl.localproxy;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The program mcplocal. Configured by its environment alone; runs until it is told to stop. A start
 * that fails leaves why in {@code run/mcplocal.failed}, says it in one line, and exits 1.
 */
public final class LocalProxy {
    private LocalProxy() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Home home = Home.of(environment);
        JsonLogFormatter.install();
        try {
            if (args.length > 0) {
                throw new Problem(
                        ProblemType.LOCAL, "mcplocal takes no arguments, got \"" + args[0] + "\"");
            }
            ProxyRun run = new ProxyRun(home, environment);
            Files.deleteIfExists(failureOf(home));
            Runtime.getRuntime().addShutdownHook(new Thread(run::close, "stop"));
        } catch (Problem problem) {
            fail(home, problem);
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(LocalProxy.class).error("start failed", e);
            fail(home, new Problem(ProblemType.INTERNAL, "start failed: " + e, e));
        }
    }

    private static Path failureOf(Home home) {
        return home.run().resolve(Program.MCPLOCAL.label() + ".failed");
    }

    private static void fail(Home home, Problem problem) {
        try {
            if (Files.isDirectory(home.run())) {
                home.writePrivate(
                        failureOf(home), JsonCodec.bytes(problem.toJson(Program.MCPLOCAL.label())));
            }
        } catch (Problem unwritable) {
            // What is said on stderr has to do.
        }
        System.err.println("mcplocal: " + problem.detail());
        System.exit(problem.type().exitCode());
    }
}
