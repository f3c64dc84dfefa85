package dev.seedkernel.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The program as a function: arguments and streams in, exit status out. */
final class Launcher {
  /** The commands, in the order in which they are listed. */
  static final List<String> COMMANDS =
      List.of(
          "run",
          "boot",
          "demo",
          "gate",
          "pack",
          "list",
          "unpack",
          "extract",
          "disk",
          "elf",
          "dtb",
          "asm",
          "disasm",
          "syscalls",
          "limits");

  private boolean debug;

  Launcher() {}

  /** Returns whether {@code --debug} was given. */
  boolean debug() {
    return debug;
  }

  /** Runs a command and returns the exit status. */
  static int run(Streams streams, String... arguments) {
    Launcher launcher = new Launcher();
    try {
      return launcher.execute(streams, arguments);
    } catch (RuntimeException | Error e) {
      return Failures.report(streams, e, launcher.debug);
    }
  }

  private int execute(Streams streams, String[] arguments) {
    StringWriter usage = new StringWriter();
    CommandLine line = commandLine(streams, firstWord(helpRequest(arguments)));
    line.setOut(new PrintWriter(usage))
        .setErr(new PrintWriter(usage))
        // An argument is what it says: '@FILE' must not bring a file of the host into the guest.
        .setExpandAtFiles(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((e, _) -> Failures.usage(streams, e, debug))
        .setExecutionExceptionHandler((e, _, _) -> Failures.report(streams, e, debug));
    int status = line.execute(helpRequest(arguments));
    if (!usage.toString().isEmpty()) {
      streams.printText(usage.toString());
    }
    return status;
  }

  /** Spells {@code help COMMAND} as {@code COMMAND --help}. */
  private static String[] helpRequest(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    if (arguments.length > 1 && !COMMANDS.contains(arguments[1])) {
      return Arrays.copyOfRange(arguments, 1, arguments.length); // The parser says what is wrong.
    }
    String[] request = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    request[request.length - 1] = "--help";
    return request;
  }

  /** Returns the parser; with all commands, or just the one that is asked for, to start fast. */
  CommandLine commandLine(Streams streams, String first) {
    CommandLine line = new CommandLine(spec());
    boolean known = COMMANDS.contains(first);
    for (String name : COMMANDS) {
      if (!known || name.equals(first)) {
        line.addSubcommand(name, command(name, streams));
      }
    }
    CommandLine run = line.getSubcommands().get("run");
    if (run != null) {
      // What follows the program belongs to it.
      run.setStopAtPositional(true);
    }
    line.getCommandSpec()
        .usageMessage()
        .footer(
            "%n'seedkernel help COMMAND' or 'seedkernel COMMAND --help' tells more.",
            "'seedkernel spec' holds a kernel to the contract: 'seedkernel spec --help'.");
    line.getSubcommands().forEach(ExitStatus::describe);
    ExitStatus.describe("", line);
    return line;
  }

  private CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(this)
            .name("seedkernel")
            .scopeType(ScopeType.INHERIT)
            .versionProvider(new Version())
            .addOption(
                flag("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help message and exit.")
                    .build())
            .addOption(
                flag("-V", "--version")
                    .versionHelp(true)
                    .description("Print version information and exit.")
                    .build())
            .addOption(
                flag("--debug")
                    .description(
                        "When something fails, show the stack trace too. Name the system calls"
                            + " that a guest made and that are not there.")
                    .setter(
                        new ISetter() {
                          @Override
                          @SuppressWarnings("TypeParameterUnusedInFormals") // It is picocli's.
                          public <T> T set(T value) {
                            debug = Boolean.TRUE.equals(value);
                            return value;
                          }
                        })
                    .build());
    spec.usageMessage()
        .description(
            "Boots an initramfs and runs static AArch64 Linux programs, inside a Java process.")
        .synopsisSubcommandLabel("COMMAND")
        .commandListHeading("%nCommands:%n");
    return spec;
  }

  private static OptionSpec.Builder flag(String name, String... names) {
    return OptionSpec.builder(name, names).type(boolean.class).scopeType(ScopeType.INHERIT);
  }

  private static String firstWord(String[] arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return "";
  }

  private static Object command(String name, Streams streams) {
    return switch (name) {
      case "run" -> RunCommand.spec(streams);
      case "boot" -> BootCommand.spec(streams);
      case "demo" -> new DemoCommand(streams);
      case "gate" ->
          new CommandLine(new GateCommand())
              .addSubcommand("tier1", new GateTier1Command(streams))
              .addSubcommand("tier2", new GateTier2Command(streams));
      case "pack" -> new PackCommand(streams);
      case "list" -> new ListCommand(streams);
      case "unpack" -> new UnpackCommand(streams);
      case "extract" -> new ExtractCommand(streams);
      case "disk" ->
          new CommandLine(new DiskCommand())
              .addSubcommand("extract", new DiskExtractCommand(streams))
              .addSubcommand("list", new DiskListCommand(streams));
      case "elf" -> new ElfCommand(streams);
      case "dtb" -> new DtbCommand(streams);
      case "asm" -> new AsmCommand(streams);
      case "disasm" -> new DisasmCommand(streams);
      case "syscalls" -> new SyscallsCommand(streams);
      case "limits" -> new LimitsCommand(streams);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The version that the module was built with. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable ModuleDescriptor module = Launcher.class.getModule().getDescriptor();
      Optional<String> version = module == null ? Optional.empty() : module.rawVersion();
      return new String[] {"seedkernel " + version.orElse("(version unknown)")};
    }
  }
}
