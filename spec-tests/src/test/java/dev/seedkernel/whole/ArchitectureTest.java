package dev.seedkernel.whole;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the arrows of the map in docs/architecture.md. */
class ArchitectureTest {
  private static final String ROOT = "dev.seedkernel";
  private static final List<String> MODULES =
      List.of("elf", "cpio", "dtb", "aarch64", "virtio", "kernel", "launcher");

  private static JavaClasses all = new ClassFileImporter().importPaths(List.of());

  @BeforeAll
  static void importClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPaths(MODULES.stream().map(ArchitectureTest::classesOf).toList());
    assertThat(all).hasSizeGreaterThan(100);
  }

  private static Path classesOf(String module) {
    return Path.of("..", "modules", module, "target", "classes");
  }

  private static String packageOf(String module) {
    return ROOT + "." + module + "..";
  }

  @ParameterizedTest
  @ValueSource(strings = {"elf", "cpio", "dtb", "aarch64", "virtio"})
  void leafKnowsNoOtherModule(String leaf) {
    String[] others =
        MODULES.stream()
            .filter(m -> !m.equals(leaf))
            .map(ArchitectureTest::packageOf)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(packageOf(leaf))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(all);
  }

  @Test
  void nobodyKnowsTheLauncher() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("launcher"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packageOf("launcher"))
        .check(all);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void onlyTheLauncherPrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("launcher"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(all);
  }

  @Test
  void oneClassReachesMemoryWithoutBoundsAndOneCallsTheHost() {
    assertThat(callers(java.lang.foreign.MemorySegment.class, "reinterpret"))
        .containsExactly("dev.seedkernel.aarch64.HostMemory");
    assertThat(callers(java.lang.foreign.Linker.class, "downcallHandle"))
        .containsExactly("dev.seedkernel.aarch64.HostCalls");
  }

  private static Set<String> callers(Class<?> owner, String method) {
    Set<String> callers = new TreeSet<>();
    for (JavaClass c : all) {
      boolean calls =
          c.getMethodCallsFromSelf().stream()
              .anyMatch(call ->
                  call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method));
      if (calls) {
        callers.add(c.getName().replaceFirst("\\$.*", ""));
      }
    }
    return callers;
  }

  /** One class may, where the image opens it: see docs/decisions/0008. */
  @Test
  void nobodyElseUsesUnsafeOrJdkInternals() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.seedkernel.aarch64.JdkMemory")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("sun..", "jdk.internal..")
                .and(not(resideInAPackage("jdk.internal.vm.vector"))))
        .check(all);
  }

  /** One package may, and who loads and stores vectors: see docs/decisions/0013. */
  @Test
  void nobodyElseUsesVectorsOfTheHost() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.seedkernel.aarch64.vector")
        .and()
        .doNotHaveFullyQualifiedName("dev.seedkernel.aarch64.VectorAccess")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.internal.vm.vector")
        .check(all);
  }

  @Test
  void theKernelTakesNothingOfTheHost() {
    // Determinism and hermeticity: no clock, no environment, no files, no sockets, no processes.
    noClasses()
        .that()
        .resideInAPackage(packageOf("kernel"))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "reach the host",
                c ->
                    Set.of(
                                "java.nio.file.Files",
                                "java.io.File",
                                "java.io.FileInputStream",
                                "java.io.FileOutputStream",
                                "java.lang.ProcessBuilder",
                                "java.util.Random",
                                "java.security.SecureRandom",
                                "java.time.Clock")
                            .contains(c.getName())
                        || c.getPackageName().startsWith("java.net")
                        || c.getPackageName().startsWith("java.nio.channels")))
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(all);
  }

  @Test
  void packagesAreNullMarked() {
    Set<String> packages = new TreeSet<>();
    Set<String> marked = new TreeSet<>();
    for (JavaClass c : all) {
      if (c.getSimpleName().equals("module-info")) {
        continue;
      }
      packages.add(c.getPackageName());
      if (c.getSimpleName().equals("package-info")
          && c.isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
        marked.add(c.getPackageName());
      }
    }
    assertThat(marked).isEqualTo(packages);
  }

  @Test
  void modulesRequireWhatTheMapSays() {
    Map<String, Set<String>> requires = new TreeMap<>();
    for (String module : MODULES) {
      for (ModuleReference reference : ModuleFinder.of(classesOf(module)).findAll()) {
        Set<String> own = new TreeSet<>();
        for (ModuleDescriptor.Requires r : reference.descriptor().requires()) {
          if (r.name().startsWith(ROOT)) {
            own.add(r.name().substring(ROOT.length() + 1));
          }
        }
        requires.put(module, own);
      }
    }
    assertThat(requires)
        .containsEntry("elf", Set.of())
        .containsEntry("cpio", Set.of())
        .containsEntry("dtb", Set.of())
        .containsEntry("aarch64", Set.of())
        .containsEntry("virtio", Set.of())
        .containsEntry("kernel", Set.of("elf", "cpio", "dtb", "aarch64", "virtio"));
    assertThat(requires.get("launcher")).contains("kernel");
  }

  @Test
  void exceptionsOfParsersAreFinalAndCarryTheRule() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Exception")
        .and()
        .areAssignableTo(Exception.class)
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
        .check(all);
  }
}
