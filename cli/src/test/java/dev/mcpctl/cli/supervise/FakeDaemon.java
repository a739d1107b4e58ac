package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.SupervisorWatch;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.nio.file.Files;

/**
 * A program that does what every daemon of ours does, and nothing else. Its arguments: which one it
 * plays, and perhaps {@code crash} or {@code refuse}.
 */
public final class FakeDaemon {
    private FakeDaemon() {}

    public static void main(String[] arguments) throws Exception {
        Home home = Home.of(System.getenv());
        Program program = Program.valueOf(arguments[0]);
        String deed = arguments.length > 1 ? arguments[1] : "run";
        Files.writeString(
                home.run().resolve("starts"),
                program + " " + System.getenv("MCPD_MARK") + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        if (deed.equals("crash")) {
            Runtime.getRuntime().halt(3);
        }
        if (deed.equals("refuse")) {
            Problem why = new Problem(ProblemType.LOCAL, "port 3000 is taken by nginx (pid 7)");
            home.writePrivate(
                    home.run().resolve(program.label() + ".failed"),
                    JsonCodec.bytes(why.toJson("")));
            Runtime.getRuntime().halt(1);
        }
        ProgramLock lock = ProgramLock.acquire(home, program);
        RunFile self = RunFile.ofThisProcess(0, null, null);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> self.remove(home, program)));
        self.write(home, program);
        try (SupervisorWatch _ = SupervisorWatch.start(home, program)) {
            Thread.sleep(Long.MAX_VALUE);
        } finally {
            lock.close();
        }
    }
}
