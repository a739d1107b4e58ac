package dev.mcpctl.mcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.mcpctl.mcp", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule VERTX_STAYS_AT_THE_SOCKETS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..face..", "..upstream..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.vertx..")
                    .because(
                            "what is between a face and an upstream blocks, and has no business on an event loop");

    @ArchTest
    static final ArchRule FACES_AND_UPSTREAMS_MEET_ONLY_IN_THE_EXCHANGE =
            noClasses()
                    .that()
                    .resideInAPackage("..face..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..upstream..")
                    .because(
                            "each half converts once, to and from the modern form, and knows nothing of the other's era");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.mcpctl.mcp.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a package that cannot be read alone is not one");
}
