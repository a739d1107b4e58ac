package dev.mcpctl.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import dev.mcpctl.api.client.ResourceTable;
import dev.mcpctl.api.client.TableReader;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.RunFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.URISyntaxException;
import java.nio.file.Path;

class ArchitectureTest {
    private static JavaClasses ours;

    @BeforeAll
    static void read() throws URISyntaxException {
        Path main =
                Path.of(RunFile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ours = new ClassFileImporter().importPath(main);
    }

    @Test
    void onlyTheJdkJacksonAndSnakeYamlAreUsed() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.mcpctl.api..",
                        "com.fasterxml.jackson..",
                        "org.snakeyaml.engine..",
                        "org.jspecify.annotations..")
                .because(
                        "all three programs load this module, and the command line must start fast")
                .check(ours);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.mcpctl.api.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle is one package with two names")
                .check(ours);
    }

    @Test
    void yamlStaysWhereTextIsRead() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.mcpctl.api.yaml..",
                        "dev.mcpctl.api.manifest..",
                        "dev.mcpctl.api.home..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .because("JSON is what the programs speak; YAML is what people write")
                .check(ours);
    }

    @Test
    void theWayOfATableLoadsNoDatabind() {
        noClasses()
                .that()
                .belongToAnyOf(
                        ResourceTable.class, TableReader.class, RunFile.class, Credentials.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .because("what a short command costs is mostly the classes that it loads")
                .check(ours);
    }
}
