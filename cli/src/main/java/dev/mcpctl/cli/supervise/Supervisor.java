package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.problem.Problem;

/**
 * The supervisor of a home. It ends when nothing is to run any more, or on SIGTERM, and leaves the
 * daemons as they are.
 */
public final class Supervisor {
    private static final long PERIOD_MILLIS = 200;

    private Supervisor() {}

    public static void main(String[] arguments) throws InterruptedException {
        SupervisorLog log = new SupervisorLog(System.err);
        Home home = Home.of(System.getenv());
        try (ProgramLock _ = ProgramLock.acquire(home, Program.SUPERVISOR)) {
            RunFile self = RunFile.ofThisProcess(0, null, null);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> self.remove(home, Program.SUPERVISOR)));
            self.write(home, Program.SUPERVISOR);
            log.info(Program.SUPERVISOR, "watches " + home.directory());
            watch(new Supervision(home, log), log);
            log.info(Program.SUPERVISOR, "nothing is to run any more");
        } catch (Problem e) {
            log.warning(Program.SUPERVISOR, e.detail());
            System.exit(1);
        }
    }

    private static void watch(Supervision supervision, SupervisorLog log)
            throws InterruptedException {
        boolean isNeeded = true;
        while (isNeeded) {
            try {
                isNeeded = supervision.check();
            } catch (Problem e) {
                // A home that cannot be written now; whoever must live must be watched still.
                log.warning(Program.SUPERVISOR, e.detail());
            }
            if (isNeeded) {
                Thread.sleep(PERIOD_MILLIS);
            }
        }
    }
}
