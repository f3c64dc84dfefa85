package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.quota.Limit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Runs one program, without an archive that was packed by hand. */
final class RunCommand implements Callable<Integer> {
  private final Streams streams;

  private final OptionSpec staged =
      Options.list(
              "--stage",
              "HOST[:GUEST]",
              String.class,
              "Copy a file or directory of the host into the guest: to the path GUEST, into the directory GUEST if that ends in '/', or else to /NAME.",
              "HOST:/ makes a directory the guest's root. May be repeated; later ones replace earlier ones.")
          .build();

  private final OptionSpec environment =
      Options.list(
              "--env",
              "NAME=VALUE",
              String.class,
              "Set an environment variable. There are HOME=/ and PATH=/bin:/usr/bin, and none of the host's.")
          .build();

  private final OptionSpec workingDirectory =
      Options.text(
          "--cwd",
          "DIR",
          "/",
          "Working directory in the guest, made if it is not there (default: /).");

  private final PositionalParamSpec program =
      PositionalParamSpec.builder()
          .index("0")
          .paramLabel("PROGRAM")
          .type(String.class)
          .required(true)
          .description(
              "An absolute path that was staged, or else a file of the host, which becomes /bin/NAME.",
              "As it is given here it is the program's argv[0].")
          .build();

  private final PositionalParamSpec arguments =
      PositionalParamSpec.builder()
          .index("1..*")
          .arity("0..*")
          .paramLabel("ARG")
          .type(List.class)
          .auxiliaryTypes(String.class)
          .initialValue(List.of())
          .description(
              "Arguments of the program; nothing behind PROGRAM is an option of seedkernel.")
          .build();

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final MachineOptions machine = new MachineOptions(spec);
  private final OutputOptions output = new OutputOptions(spec);

  private RunCommand(Streams streams) {
    this.streams = streams;
  }

  /** Returns the command with its options. */
  static CommandSpec spec(Streams streams) {
    RunCommand command = new RunCommand(streams);
    command
        .spec
        .name("run")
        .addOption(command.staged)
        .addOption(command.environment)
        .addOption(command.workingDirectory)
        .addPositional(command.program)
        .addPositional(command.arguments)
        .usageMessage()
        .description(
            "Runs a static AArch64 program on the caller's standard streams.",
            "It sees nothing of the host but what is staged, and an empty /tmp.");
    return command.spec;
  }

  @Override
  public Integer call() throws FailedException {
    long most = machine.limits().get(Limit.FILES);
    CpioTreeBuilder tree = CpioArchive.builder();
    tree.directory("tmp", 01777);
    for (String text : Options.<String>values(staged)) {
      StagedFile.parse("--stage", text).addTo(tree);
    }
    String name = program.getValue();
    String path = ProgramPlace.of(name, tree);
    CpioArchive files = files(tree);
    if (files.entries().size() > most) {
      throw new FailedException(
          "the program and what is staged are %d files and directories, more than the limit files=%d"
              .formatted(files.entries().size(), most));
    }
    MemorySegment initramfs = MemorySegment.ofArray(initramfs(files));
    List<String> argv = new ArrayList<>(List.of(CpioNames.ofText(name)));
    Options.<String>values(arguments).forEach(argument -> argv.add(CpioNames.ofText(argument)));
    Program started =
        new Program(
            path,
            argv,
            Environment.of(Options.values(environment)),
            CpioNames.ofText(Options.text(workingDirectory)));
    try {
      return new MachineRun(streams, machine, output)
          .run(name, kernel -> kernel.start(initramfs, started));
    } catch (BootException e) {
      throw StartFailure.explain(e, name, path, files, "staged");
    }
  }

  private static byte[] initramfs(CpioArchive files) throws FailedException {
    try {
      return CpioWriter.toBytes(files);
    } catch (CpioException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }

  private CpioArchive files(CpioTreeBuilder tree) throws FailedException {
    String cwd = Options.text(workingDirectory);
    if (!cwd.startsWith("/")) {
      throw new FailedException("--cwd %s: not an absolute path".formatted(cwd));
    }
    try {
      CpioArchive files = tree.build();
      String directory = CpioNames.normalize(CpioNames.ofText(cwd));
      if (GuestPaths.resolve(files, directory).isEmpty()) {
        files = tree.directory(directory, 0755).build();
      }
      return files;
    } catch (CpioException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }
}
