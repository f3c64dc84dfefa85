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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one program, without an archive that was packed by hand. */
@Command(
    name = "run",
    description = {
      "Runs a static AArch64 program on the caller's standard streams.",
      "It sees nothing of the host but what is staged, and an empty /tmp."
    })
final class RunCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--stage",
      paramLabel = "HOST[:GUEST]",
      description = {
        "Copy a file or directory of the host into the guest: to the path GUEST, into the directory GUEST if that ends in '/', or else to /NAME.",
        "HOST:/ makes a directory the guest's root. May be repeated; later ones replace earlier ones."
      })
  private List<String> staged = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description =
          "Set an environment variable. There are HOME=/ and PATH=/bin:/usr/bin, and none of the host's.")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Working directory in the guest, made if it is not there (default: /).")
  private String workingDirectory = "/";

  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      paramLabel = "PROGRAM",
      description = {
        "An absolute path that was staged, or else a file of the host, which becomes /bin/NAME.",
        "As it is given here it is the program's argv[0]."
      })
  private String program = "";

  @Parameters(
      index = "1..*",
      paramLabel = "ARG",
      description = "Arguments of the program; nothing behind PROGRAM is an option of seedkernel.")
  private List<String> arguments = new ArrayList<>();

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    long most = machine.limits().get(Limit.FILES);
    CpioTreeBuilder tree = CpioArchive.builder();
    tree.directory("tmp", 01777);
    for (String text : staged) {
      StagedFile.parse("--stage", text).addTo(tree);
    }
    String path = ProgramPlace.of(program, tree);
    CpioArchive files = files(tree);
    if (files.entries().size() > most) {
      throw new FailedException(
          "the program and what is staged are %d files and directories, more than the limit files=%d"
              .formatted(files.entries().size(), most));
    }
    MemorySegment initramfs = MemorySegment.ofArray(initramfs(files));
    List<String> argv = new ArrayList<>(List.of(CpioNames.ofText(program)));
    arguments.forEach(argument -> argv.add(CpioNames.ofText(argument)));
    Program started =
        new Program(path, argv, Environment.of(environment), CpioNames.ofText(workingDirectory));
    try {
      return new MachineRun(streams, machine, output)
          .run(program, kernel -> kernel.run(initramfs, started));
    } catch (BootException e) {
      throw StartFailure.explain(e, program, path, files, "staged");
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
    if (!workingDirectory.startsWith("/")) {
      throw new FailedException("--cwd %s: not an absolute path".formatted(workingDirectory));
    }
    try {
      CpioArchive files = tree.build();
      String directory = CpioNames.normalize(CpioNames.ofText(workingDirectory));
      if (GuestPaths.resolve(files, directory).isEmpty()) {
        files = tree.directory(directory, 0755).build();
      }
      return files;
    } catch (CpioException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }
}
