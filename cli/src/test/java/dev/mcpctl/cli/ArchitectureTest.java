package dev.mcpctl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.mcpctl.cli", importOptions = ArchitectureTest.Production.class)
class ArchitectureTest {
    /** What is in the program: no folder of tests. */
    static final class Production implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/test/");
        }
    }

    private static final DescribedPredicate<JavaClass> HAS_MAIN =
            DescribedPredicate.describe(
                    "has a main method",
                    type ->
                            type.tryGetMethod("main", String[].class)
                                    .filter(ArchitectureTest::isStatic)
                                    .isPresent());

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.mcpctl.cli.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a verb must be readable, and removable, by itself");

    @ArchTest
    static final ArchRule NOBODY_USES_A_PROGRAM =
            noClasses()
                    .that(DescribedPredicate.not(HAS_MAIN))
                    .should()
                    .dependOnClassesThat(HAS_MAIN)
                    .because("a class with main wires parts and is part of none");

    @ArchTest
    static final ArchRule VERBS_DO_NOT_KNOW_THE_TREE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mcpctl.cli.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.mcpctl.cli")
                    .because(
                            "the tree lists verbs; a verb that knew the tree would be built with it");

    @ArchTest
    static final ArchRule PRINTERS_KNOW_NO_COMMAND_LINE =
            noClasses()
                    .that()
                    .resideInAPackage("..cli.print..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..")
                    .because("what is printed does not depend on how it was asked for");

    @ArchTest
    static final ArchRule TABLES_ARE_STREAMED =
            classes()
                    .that()
                    .haveSimpleNameStartingWith("TableListing")
                    .or()
                    .haveSimpleName("TablePrinter")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages("com.fasterxml.jackson.databind..", "java.net.http..")
                    .because("loading them costs more than the whole of \"get servers\" may");

    private static boolean isStatic(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.STATIC);
    }
}
