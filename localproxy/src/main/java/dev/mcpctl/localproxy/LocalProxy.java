package dev.mcpctl.localproxy;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.StartFailure;
import dev.mcpctl.api.log.JsonLog;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.logging.Level;

/**
 * The program mcplocal. Configured by its environment alone; runs until it is told to stop. A start
 * that fails leaves why in {@code run/mcplocal.failed}, says it in one line, and exits 1.
 */
public final class LocalProxy {
    private LocalProxy() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Home home = Home.of(environment);
        JsonLog.install(Map.of("io.vertx", Level.WARNING, "io.netty", Level.WARNING));
        try {
            if (args.length > 0) {
                throw new Problem(
                        ProblemType.LOCAL, "mcplocal takes no arguments, got \"" + args[0] + "\"");
            }
            ProxyRun run = new ProxyRun(home, environment);
            StartFailure.clear(home, Program.MCPLOCAL);
            Runtime.getRuntime().addShutdownHook(new Thread(run::close, "stop"));
        } catch (Problem problem) {
            fail(home, problem);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(LocalProxy.class).error("start failed", e);
            fail(home, new Problem(ProblemType.INTERNAL, "start failed: " + e, e));
        }
    }

    private static void fail(Home home, Problem problem) {
        StartFailure.write(home, Program.MCPLOCAL, problem);
        System.err.println("mcplocal: " + problem.detail());
        System.exit(problem.type().exitCode());
    }
}
