package dev.seedkernel.whole;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What makes the conformance kit an oracle: it shares nothing with what it judges. */
class KitArchitectureTest {
  private static JavaClasses kit = new ClassFileImporter().importPaths(List.of());

  @BeforeAll
  static void importClasses() {
    kit = new ClassFileImporter().importPaths(Path.of("target", "classes"));
    assertThat(kit).hasSizeGreaterThan(50);
  }

  @Test
  void onlySystemsUnderTestKnowTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.seedkernel.spec.system")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.seedkernel.kernel..", "dev.seedkernel.aarch64", "dev.seedkernel.aarch64.engine")
        .check(kit);
  }

  @Test
  void theSpecificationKnowsProgramsOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.seedkernel.spec.model..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.seedkernel.spec.model..",
            "dev.seedkernel.spec.program",
            "java..",
            "org.jspecify..")
        .check(kit);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.seedkernel.spec.(**)").should().beFreeOfCycles().check(kit);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.seedkernel.spec")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(kit);
  }
}
