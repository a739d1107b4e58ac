package dev.mcpctl.localproxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.mcpctl.localproxy",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule SOCKETS_STAY_WHERE_SOCKETS_ARE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..localproxy.control..")
                    .and()
                    .doNotHaveFullyQualifiedName("dev.mcpctl.localproxy.ProxyRun")
                    .and()
                    .doNotHaveFullyQualifiedName("dev.mcpctl.localproxy.project.ServerDialler")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.vertx..")
                    .because(
                            "what runs on event loops must be found in one place; the wiring makes"
                                    + " the loops, and the dialler hands them to its upstreams");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.mcpctl.localproxy.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a package that needs its user cannot be read, or tested, alone");

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_A_PROGRAM =
            classes()
                    .that()
                    .haveSimpleName("LocalProxy")
                    .should()
                    .onlyHaveDependentClassesThat()
                    .haveSimpleName("LocalProxy")
                    .because("main reads the environment and ends the process; parts do neither");

    @ArchTest
    static final ArchRule FEATURES_DO_NOT_KNOW_THE_SOCKETS =
            noClasses()
                    .that()
                    .resideInAnyPackage("..project..", "..traffic..", "..filter..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..localproxy.control..")
                    .because("what a project answers does not depend on how it was asked");
}
