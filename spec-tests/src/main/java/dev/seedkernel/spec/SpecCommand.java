package dev.seedkernel.spec;

import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.runner.HtmlReport;
import dev.seedkernel.spec.runner.Property;
import dev.seedkernel.spec.runner.Runner;
import dev.seedkernel.spec.runner.Summary;
import dev.seedkernel.spec.runner.SystemResult;
import dev.seedkernel.spec.system.SystemUnderTest;
import dev.seedkernel.spec.system.Systems;
import dev.seedkernel.spec.system.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seedkernel spec}. */
@Command(
    name = "seedkernel spec",
    description = {
      "Holds a kernel to the contract of docs/OS.md.",
      "Generates programs of system calls, runs them on the kernel as static ELF files, and holds"
          + " what they were answered against an executable specification. What fails is shrunk to"
          + " the smallest program that fails, too.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = SpecCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all held",
      "1:a property failed on a system",
      "125:it could not be run: a bad option, something is missing, or the system takes none of the properties"
    })
final class SpecCommand implements Callable<Integer> {
  static final int FAILED = 1;
  static final int UNABLE = 125;

  private static final int DEFAULT_TRIES = 10_000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;

  @Option(
      names = "--against",
      paramLabel = "SYSTEM",
      defaultValue = "self",
      description =
          "The kernel: "
              + Systems.NAMES
              + ". May be repeated. Default: ${DEFAULT-VALUE}, which is"
              + " this kernel with both engines. FILE is an arm64 Image, for qemu's virt board.")
  private List<String> against = new ArrayList<>();

  @Option(
      names = "--clause",
      paramLabel = "NAME",
      description = "Only properties of a clause (FS-17) or a section (FS). May be repeated.")
  private List<String> clauses = new ArrayList<>();

  @Option(
      names = "--property",
      paramLabel = "NAME",
      description = "Only this property. May be repeated.")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Equal seeds make equal programs. Default: another one each time.")
  private @Nullable Long seed;

  @Option(
      names = "--tries",
      paramLabel = "N",
      description =
          "How many cases a system has, spread evenly over the properties. Default:"
              + " ${DEFAULT-VALUE}.")
  private int tries = DEFAULT_TRIES;

  @Option(
      names = "--boots",
      paramLabel = "N",
      description =
          "How many boots of its own a property may have on a system that takes seconds for one."
              + " Default: ${DEFAULT-VALUE}.")
  private int boots = Runner.BOOTS;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes index.html into a directory, and the programs that failed beside it.")
  private @Nullable Path report;

  @Option(
      names = "--list",
      description = "Lists the properties with their clauses, and runs nothing.")
  private boolean list;

  @Spec private @Nullable CommandSpec spec;

  SpecCommand(PrintWriter out, PrintWriter err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UnavailableException {
    Contract contract = Contract.load();
    List<Property> chosen = chosen(contract);
    if (list) {
      chosen.forEach(
          property -> out.println(property.name() + "  " + String.join(" ", property.clauses())));
      return 0;
    }
    long programs = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    List<SystemUnderTest> systems = new ArrayList<>();
    for (String name : against) {
      systems.addAll(Systems.named(name));
    }
    prepareReport();
    out.println(
        "%d properties, %d cases on each system, --seed %d"
            .formatted(chosen.size(), each(chosen) * chosen.size(), programs));
    List<SystemResult> results = new ArrayList<>();
    for (SystemUnderTest system : systems) {
      try (system;
          ProgressLine line = new ProgressLine(err, terminal, system.name())) {
        results.add(
            new Runner(system, StandardRules.ALL, line)
                .withBoots(boots)
                .run(contract, chosen, programs, each(chosen)));
      }
    }
    results.forEach(result -> out.print(Summary.of(result, contract)));
    if (report != null) {
      HtmlReport.write(report, contract, results);
      out.println("report: " + report.resolve("index.html"));
    }
    return status(results);
  }

  /** A system that no case was run on is not one that held. */
  private int status(List<SystemResult> results) {
    List<SystemResult> idle = results.stream().filter(result -> result.cases() == 0).toList();
    idle.forEach(result ->
        err.println(
            "seedkernel spec: no property of those asked for was run on " + result.system()));
    if (!results.stream().allMatch(SystemResult::passed)) {
      return FAILED;
    }
    return idle.isEmpty() ? 0 : UNABLE;
  }

  /** A run may take hours: whether it can be reported is known before. */
  private void prepareReport() {
    if (report == null) {
      return;
    }
    try {
      Files.createDirectories(report);
    } catch (IOException e) {
      throw usage("--report " + report + " cannot be made a directory");
    }
    if (!Files.isWritable(report)) {
      throw usage("--report " + report + " cannot be written to");
    }
  }

  private int each(List<Property> chosen) {
    return Math.max(1, (tries + chosen.size() - 1) / chosen.size());
  }

  private List<Property> chosen(Contract contract) {
    for (String clause : clauses) {
      boolean known =
          contract.clauses().stream()
              .anyMatch(text -> text.name().equals(clause) || text.section().equals(clause));
      if (!known) {
        throw usage("'" + clause + "' is no clause and no section of the contract");
      }
    }
    List<Property> all = Property.of(AllProperties.CLASSES);
    for (String name : properties) {
      if (all.stream().noneMatch(property -> property.name().equals(name))) {
        throw usage("'" + name + "' is no property; --list shows them");
      }
    }
    if (tries < 1) {
      throw usage("--tries must be at least 1");
    }
    if (boots < 0) {
      throw usage("--boots must not be negative");
    }
    List<Property> chosen =
        all.stream()
            .filter(property -> properties.isEmpty() || properties.contains(property.name()))
            .filter(
                property -> clauses.isEmpty() || property.clauses().stream().anyMatch(this::asked))
            .toList();
    if (chosen.isEmpty()) {
      throw usage("no property has all that is asked for");
    }
    return chosen;
  }

  private boolean asked(String clause) {
    return clauses.stream().anyMatch(a -> clause.equals(a) || clause.startsWith(a + "-"));
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return new ParameterException(spec.commandLine(), message);
  }

  /** The version that the module was built with. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable ModuleDescriptor module = SpecCommand.class.getModule().getDescriptor();
      Optional<String> version = module == null ? Optional.empty() : module.rawVersion();
      return new String[] {"seedkernel-spec " + version.orElse("(version unknown)")};
    }
  }
}
