package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machines that the embedded server runs on: Linux with glibc on x86-64 and arm64. */
enum Platform {
    X86_64("postgres-linux-x86_64.txz", "/lib64/ld-linux-x86-64.so.2"),
    ARM_64("postgres-linux-arm_64.txz", "/lib/ld-linux-aarch64.so.1");

    private static final String ELSEWHERE =
            "; set MCPD_DATABASE_URL to a PostgreSQL server that runs elsewhere";

    private final String archive;
    private final String loader;

    Platform(String archive, String loader) {
        this.archive = archive;
        this.loader = loader;
    }

    /** The class path resource that holds the programs. */
    String archive() {
        return archive;
    }

    /** This machine's; another machine is a problem that names the way out. */
    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String system, String machine) {
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            throw unsupported("it needs Linux, this is " + system);
        }
        Platform platform =
                switch (machine) {
                    case "amd64", "x86_64" -> X86_64;
                    case "aarch64" -> ARM_64;
                    default -> throw unsupported("it needs x86-64 or arm64, this is " + machine);
                };
        if (!Files.exists(Path.of(platform.loader))) {
            throw unsupported("it needs glibc, and there is no " + platform.loader);
        }
        return platform;
    }

    private static Problem unsupported(String why) {
        return new Problem(
                ProblemType.LOCAL, "the embedded PostgreSQL cannot run here: " + why + ELSEWHERE);
    }
}
