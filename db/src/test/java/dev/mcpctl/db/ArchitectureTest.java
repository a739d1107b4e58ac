package dev.mcpctl.db;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.mcpctl.db", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
    /** Classes below a folder {@code test} or {@code test-classes} are not the product's. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test/") && !location.contains("/test-classes/");
        }
    }

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.mcpctl.db.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a part must be readable without the parts that use it");

    @ArchTest
    static final ArchRule PARTS_DO_NOT_KNOW_THE_WHOLE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mcpctl.db.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.mcpctl.db")
                    .because("Database builds the parts, by constructor");

    @ArchTest
    static final ArchRule THE_SERVER_KNOWS_NO_TABLES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mcpctl.db.embedded..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "org.hibernate..", "jakarta.persistence..")
                    .because("an external server must do as well");

    @ArchTest
    static final ArchRule KEYS_STAY_WITH_THE_SECRETS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.mcpctl.db.secret..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("javax.crypto..")
                    .because("one place seals and opens");
}
