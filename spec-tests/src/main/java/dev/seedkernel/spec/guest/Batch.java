package dev.seedkernel.spec.guest;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.DeviceNumber;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cases that one boot runs, and how their files lie in its initramfs: {@code /init} is the driver,
 * {@code /program/0007} the program of case 7, {@code /case/0007} its directory, and {@code
 * /record/0007} and {@code /status/0007} are empty files that will have what it leaves.
 */
public record Batch(List<CallProgram> cases) {
  /** The most cases that a batch may have. */
  public static final int MOST = 10_000;

  private static final int EXECUTABLE = 0755;
  private static final int DATA = 0644;
  private static final DeviceNumber CONSOLE = new DeviceNumber(5, 1);
  private static final DeviceNumber NULL = new DeviceNumber(1, 3);
  private static final DeviceNumber ZERO = new DeviceNumber(1, 5);

  public Batch {
    cases = List.copyOf(cases);
    if (cases.size() > MOST) {
      throw new IllegalArgumentException(cases.size() + " cases in a batch");
    }
  }

  /** Returns the initramfs. */
  public byte[] initramfs() {
    CpioTreeBuilder tree = CpioArchive.builder();
    tree.directory("dev", EXECUTABLE)
        .special("dev/console", FileType.CHARACTER_DEVICE, 0600, CONSOLE)
        .special("dev/null", FileType.CHARACTER_DEVICE, 0666, NULL)
        .special("dev/zero", FileType.CHARACTER_DEVICE, 0666, ZERO)
        .file("init", EXECUTABLE, Driver.assemble(cases.size()));
    for (String directory : List.of("case", "program", "record", "status")) {
      tree.directory(directory, EXECUTABLE);
    }
    for (int i = 0; i < cases.size(); i++) {
      add(tree, i);
    }
    try {
      return CpioWriter.toBytes(tree.build());
    } catch (CpioException e) {
      throw new IllegalArgumentException("names of companions", e);
    }
  }

  private void add(CpioTreeBuilder tree, int number) {
    CallProgram program = cases.get(number);
    String directory = inTree("case", number);
    tree.file(inTree("program", number), EXECUTABLE, CaseAssembler.assemble(program, number))
        .directory(directory, EXECUTABLE)
        .file(inTree("record", number), DATA, new byte[0])
        .file(inTree("status", number), DATA, new byte[0]);
    for (int i = 0; i < program.companions().size(); i++) {
      tree.file(
          directory + "/" + program.companions().get(i).name(),
          program.companions().get(i).permissions(),
          CaseAssembler.companion(program, i, number));
    }
  }

  /** Returns the path of something of a case: its program, case, record or status. */
  public static String path(String kind, int number) {
    return CaseAssembler.path(kind, number);
  }

  private static String inTree(String kind, int number) {
    return CaseAssembler.path(kind, number).substring(1);
  }

  /**
   * Returns what each case left.
   *
   * @param console all that the system printed
   */
  public List<Observation> observations(Bytes console) {
    return observations(Transcript.read(console)::file);
  }

  /**
   * Returns what each case left.
   *
   * @param files gives the content of the file at an absolute path, if it is there
   */
  public List<Observation> observations(Function<String, Optional<Bytes>> files) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      observations.add(observation(i, files));
    }
    return observations;
  }

  private Observation observation(int number, Function<String, Optional<Bytes>> files) {
    Optional<Bytes> status =
        files.apply(CaseAssembler.path("status", number)).filter(bytes -> bytes.length() > 0);
    return files
        .apply(CaseAssembler.path("record", number))
        .map(bytes -> Names.common(bytes, number))
        .map(bytes -> RecordReader.read(cases.get(number), bytes, status))
        .orElseGet(() -> Observation.failed("the system left no record"));
  }
}
