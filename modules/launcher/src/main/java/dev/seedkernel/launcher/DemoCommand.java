package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import dev.seedkernel.dtb.Node;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.quota.Limits;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows the whole way of a run, with programs that need nothing from outside. */
@Command(
    name = "demo",
    description = {
      "Shows a run from start to end, with programs of its own.",
      "Assembles two small programs, packs them, boots them, and checks the file that they make. Needs nothing but seedkernel itself; takes less than a second."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String ARGUMENTS = "init /bin/catm /out/joined /in/one /in/two /in/three";
  private static final String RESULT = "out/joined";

  private final Streams streams;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException, BootException {
    Stopwatch time = Stopwatch.start();
    try {
      byte[] initramfs = CpioWriter.toBytes(pack(assembled()));
      BootImage image = image(initramfs);
      Outcome outcome = boot(image);
      boolean good = outcome.exitStatus() == 0 && showFiles(outcome);
      double seconds = time.stop().wallSeconds();
      say("");
      say(
          (good
                  ? "All as expected, in %.2f s."
                  : "That is not what was expected (%.2f s): please report it.")
              .formatted(seconds));
      return good ? ExitStatus.SUCCESS : ExitStatus.DIFFERENT;
    } catch (CpioException | DtbException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }

  private void say(String line) {
    streams.print(line);
  }

  private record Programs(MemorySegment driver, MemorySegment catm) {}

  private Programs assembled() {
    say("1. Assemble two AArch64 programs, with no tool from outside");
    GuestPrograms.Built driver = GuestPrograms.driver();
    GuestPrograms.Built catm = GuestPrograms.catm();
    sayBuilt("driver", driver, "spawns a program, waits");
    sayBuilt("catm", catm, "joins files");
    return new Programs(driver.elf(), catm.elf());
  }

  private void sayBuilt(String name, GuestPrograms.Built program, String what) {
    say(
        "   %-6s  %d instructions, an ELF file of %d bytes: %s"
            .formatted(name, program.codeBytes() / 4, program.elf().byteSize(), what));
  }

  private static Map<String, String> inputs() {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("in/one", "From a seed");
    inputs.put("in/three", " a kernel that you can read.\n");
    inputs.put("in/two", " of bytes,");
    return inputs;
  }

  private static String expected() {
    return inputs().get("in/one") + inputs().get("in/two") + inputs().get("in/three");
  }

  private CpioArchive pack(Programs programs) throws CpioException {
    say("");
    say("2. Pack them and three input files as an initramfs (cpio, newc)");
    var tree = CpioArchive.builder();
    tree.file("init", 0755, programs.driver())
        .file("bin/catm", 0755, programs.catm())
        .directory("out", 0755);
    inputs().forEach((name, text) -> tree.file(name, 0644, text.getBytes(StandardCharsets.UTF_8)));
    CpioArchive archive = tree.build();
    archive.entries().forEach(entry -> say("   %s".formatted(ListCommand.line(entry))));
    return archive;
  }

  private BootImage image(byte[] initramfs) throws DtbException {
    say("");
    say("3. Hand over as an arm64 boot loader does: a device tree in RAM, its address in x0");
    BootImage image =
        BootImage.builder()
            .bootArguments(ARGUMENTS)
            .initrd(MemorySegment.ofArray(initramfs))
            .build();
    DeviceTree tree = DeviceTree.parse(image.chunks().getFirst().bytes());
    Node chosen = tree.node("/chosen").orElseThrow();
    say(
        "   x0 = 0x%x, %d bytes of tree"
            .formatted(image.deviceTreeAddress(), tree.toBytes().length));
    say("   /memory  %s".formatted(tree.node("/memory").orElseThrow().reg().getFirst()));
    say(
        "   /chosen  bootargs = \"%s\""
            .formatted(chosen.property("bootargs").orElseThrow().string()));
    say(
        "            initrd   = 0x%x to 0x%x"
            .formatted(
                chosen.property("linux,initrd-start").orElseThrow().number(),
                chosen.property("linux,initrd-end").orElseThrow().number()));
    return image;
  }

  private Outcome boot(BootImage image) throws BootException {
    say("");
    say("4. Boot. What the guest says, and which system calls it makes:");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Streams guest = new Streams(streams.input(), printed, printed, false);
    HostConsole console = new HostConsole(guest);
    Outcome outcome =
        Kernel.create(Limits.DEFAULT, console)
            .withTrace(line -> console.errorLine("  " + line))
            .boot(image);
    console.flush();
    printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> say("   | %s".formatted(line)));
    String calls =
        new TreeMap<>(outcome.statistics().systemCalls())
            .entrySet().stream()
                .map(call -> call.getKey() + " " + call.getValue())
                .collect(Collectors.joining(", "));
    say(
        "   exit status %d; %d processes, %d instructions; %s"
            .formatted(
                outcome.exitStatus(),
                outcome.statistics().processes(),
                outcome.statistics().instructions(),
                calls));
    return outcome;
  }

  private boolean showFiles(Outcome outcome) throws CpioException {
    say("");
    say("5. Take out the files that the run made or changed");
    List<CpioEntry> files =
        outcome.changedFiles().archive().entries().stream()
            .filter(entry -> entry.type() == FileType.REGULAR)
            .toList();
    for (CpioEntry file : files) {
      say(
          "   /%s  %d bytes  sha256 %s"
              .formatted(file.name(), file.bytes().length, sha256(file.bytes())));
    }
    say(
        "   expected: the three inputs one behind the other, sha256 %s"
            .formatted(sha256(bytes(expected()))));
    return files.size() == 1
        && files.getFirst().name().equals(RESULT)
        && MemorySegment.ofArray(bytes(expected())).mismatch(files.getFirst().content()) == -1;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
