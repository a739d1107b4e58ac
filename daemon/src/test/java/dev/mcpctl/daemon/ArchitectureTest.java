package dev.mcpctl.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.util.regex.Pattern;

@AnalyzeClasses(packages = "dev.mcpctl.daemon", importOptions = ArchitectureTest.MainOnly.class)
final class ArchitectureTest {
    /** Wherever a build puts them: tests live beside what they test, and may know more. */
    static final class MainOnly implements ImportOption {
        private static final Pattern TESTS = Pattern.compile(".*/test(-classes)?/dev/.*");

        @Override
        public boolean includes(Location location) {
            return !location.matches(TESTS);
        }
    }

    @ArchTest
    static final ArchRule SQL_STAYS_IN_DB =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.hibernate..",
                            "jakarta.persistence..",
                            "java.sql..",
                            "javax.sql..",
                            "com.zaxxer..",
                            "org.flywaydb..",
                            "org.postgresql..")
                    .because("the module db is the only one that knows how resources are kept");

    /** The program's own package makes the event loops and hands them on. */
    @ArchTest
    static final ArchRule SOCKETS_STAY_WHERE_THEY_ARE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.mcpctl.daemon", "..daemon.http..", "..daemon.mcp..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..", "io.netty..")
                    .because("code that may block must not be able to reach an event loop");

    @ArchTest
    static final ArchRule DOCKER_STAYS_IN_RUNTIME =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..daemon.runtime..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.github.dockerjava..")
                    .because("a second container runtime must be one new package, not a hunt");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.mcpctl.daemon.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a package must be understood, and tried, without the next");

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_MAIN =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("Daemon")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("dev.mcpctl.daemon.Daemon")
                    .because("what is wired in main is given by constructor, not fetched from it");

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_THE_PROGRAM =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.mcpctl.daemon")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.mcpctl.daemon")
                    .because("the program is made of features, and none of them of the program");
}
