package dev.seedkernel.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program as a function: arguments and streams in, exit status out. */
@Command(
    name = "seedkernel",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Launcher.Version.class,
    description =
        "Boots an initramfs and runs static AArch64 Linux programs, inside a Java process.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n")
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
          "elf",
          "dtb",
          "asm",
          "disasm",
          "syscalls",
          "limits");

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description =
          "When something fails, show the stack trace too. Name the system calls that a guest made"
              + " and that are not there.")
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
    CommandLine line = new CommandLine(this);
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
        .footer("%n'seedkernel help COMMAND' or 'seedkernel COMMAND --help' tells more.");
    line.getSubcommands().forEach(ExitStatus::describe);
    ExitStatus.describe("", line);
    return line;
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
      case "run" -> new RunCommand(streams);
      case "boot" -> new BootCommand(streams);
      case "demo" -> new DemoCommand(streams);
      case "gate" ->
          new CommandLine(new GateCommand())
              .addSubcommand("tier1", new GateTier1Command(streams))
              .addSubcommand("tier2", new GateTier2Command(streams));
      case "pack" -> new PackCommand(streams);
      case "list" -> new ListCommand(streams);
      case "unpack" -> new UnpackCommand(streams);
      case "extract" -> new ExtractCommand(streams);
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
