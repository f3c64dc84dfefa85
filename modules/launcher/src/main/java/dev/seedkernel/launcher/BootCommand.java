package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Boots an initramfs as a boot loader would. */
final class BootCommand implements Callable<Integer> {
  private static final String INIT = "/init";

  private final Streams streams;

  private final OptionSpec initrds =
      Options.list(
              "--initrd",
              "FILE",
              Path.class,
              "Initramfs: cpio archives (newc or crc), plain or compressed with gzip, xz, lzma, bzip2, zstd or lz4.",
              "If repeated, they are put one behind the other; later files replace earlier ones.",
              "Needed unless there is --disk in=FILE.")
          .build();

  private final OptionSpec disks =
      Options.list(
              "--disk",
              "ID=FILE",
              String.class,
              "A disk of the machine (virtio-blk); may be repeated.",
              "in=FILE: a cpio or tar archive, plain or compressed, that is unpacked over the initramfs. FILE is not changed.",
              "out=FILE[,size=SIZE]: gets the files that the run made or changed, when /init has ended; 'seedkernel disk' reads it. FILE is made if it is not there, sparse, with 2G unless a size is given. What an earlier run left on it is gone when this one begins.")
          .build();

  private final OptionSpec append =
      Options.text(
          "--append",
          "TEXT",
          "",
          "The kernel's command line: arguments of /init, the first is its own name.",
          "The word 'dumpfs' asks for a dump of all files on the console at exit.");

  private final OptionSpec deviceTree =
      Options.path(
          "--dtb",
          "FILE",
          "Device tree of the board (a flattened one, as 'dtb -o' writes), instead of QEMU's virt board.");

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final MachineOptions machine = new MachineOptions(spec);
  private final OutputOptions output = new OutputOptions(spec);

  private BootCommand(Streams streams) {
    this.streams = streams;
  }

  /** Returns the command with its options. */
  static CommandSpec spec(Streams streams) {
    BootCommand command = new BootCommand(streams);
    command
        .spec
        .name("boot")
        .addOption(command.initrds)
        .addOption(command.disks)
        .addOption(command.append)
        .addOption(command.deviceTree)
        .usageMessage()
        .description(
            "Boots an initramfs: unpacks it and runs /init until it ends.",
            "The console is stdin, stdout and stderr. The arguments of /init are those of --append, or else of the file '/init.argv', or else just 'init'.");
    return command.spec;
  }

  @Override
  public Integer call() throws FailedException, BootException {
    List<byte[]> parts = new ArrayList<>();
    for (Path initrd : Options.<Path>values(initrds)) {
      parts.add(HostFiles.read(initrd));
    }
    byte[] initrd = Initrds.join(parts);
    List<String> wanted = Options.values(disks);
    if (parts.isEmpty() && !DiskFiles.haveInput(wanted)) {
      throw new FailedException(
          "missing required option: '--initrd=FILE' or '--disk in=FILE'; see 'seedkernel boot --help'");
    }
    try (DiskFiles files = DiskFiles.open(wanted)) {
      try {
        return boot(initrd, files);
      } finally {
        files.nameFailures(streams);
      }
    }
  }

  private int boot(byte[] initrd, DiskFiles files) throws FailedException, BootException {
    BootImage image = image(initrd, files);
    try {
      return new MachineRun(streams, machine, output).run(INIT, kernel -> kernel.start(image));
    } catch (BootException e) {
      if (e.kind() == BootException.Kind.IMAGE) {
        throw e;
      }
      boolean onDisk = files.hasInput();
      throw StartFailure.explain(
          e,
          INIT,
          INIT,
          files(initrd, files.inputs()),
          onDisk ? "in the initramfs or on a disk" : "in the initramfs");
    }
  }

  /** Reads again what the kernel has read: only for the words of a failure. */
  private static CpioArchive files(byte[] initrd, List<Path> disks) throws FailedException {
    try {
      return Archives.together(initrd, disks).canonical();
    } catch (CpioException e) {
      throw new FailedException("initramfs: " + Failures.message(e), e);
    }
  }

  private BootImage image(byte[] initrd, DiskFiles files) throws FailedException {
    // Asked for first, so that a limit that cannot be is an error of its own.
    machine.limits();
    BootImage.Builder builder = BootImage.builder();
    @Nullable Path board = deviceTree.getValue();
    if (board != null) {
      builder.board(readTree(board));
    }
    machine.memory().ifPresent(builder::memorySize);
    files.addTo(builder);
    try {
      return builder
          .bootArguments(Options.text(append))
          .initrd(MemorySegment.ofArray(initrd))
          .build();
    } catch (IllegalArgumentException e) {
      throw new FailedException("device tree: " + Failures.message(e), e);
    }
  }

  private static DeviceTree readTree(Path file) throws FailedException {
    try {
      return DeviceTree.parse(HostFiles.read(file));
    } catch (DtbException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }
}
