package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode.Device;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.model.files.Place;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.CaseLayout;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How a case begins: in its directory, which has its companions, with the console as descriptors 0,
 * 1 and 2. Of the rest of the tree the model knows the way to that directory and three devices.
 */
public final class InitialState {
  private static final int O_RDWR = 2;
  private static final int UMASK = 022;

  private InitialState() {}

  /** Returns the state before the first step of a program. */
  public static State of(CallProgram program) {
    Files devices = devices();
    int console = devices.next();
    Files opened = devices.withDescription(console, Description.of(consoleOf(devices), O_RDWR));
    Descriptors.Entry entry = new Descriptors.Entry(console, false);
    int directory = opened.next() + 1;
    Memory arena =
        Memory.EMPTY.map(CaseLayout.ARENA, program.arena().resized(CaseLayout.ARENA_SIZE));
    ProcessState first =
        ProcessState.of(
            Processes.DRIVER,
            new ProcessState.Program(0, "0"),
            new Descriptors(Map.of(0, entry, 1, entry, 2, entry)),
            new Place(directory, UMASK),
            arena);
    return new State(
        caseDirectory(opened, program),
        new Processes(Map.of(), Processes.CASE).with(Processes.CASE, first));
  }

  private static Files devices() {
    int dev = Files.EMPTY.next();
    return Files.EMPTY
        .make(Files.ROOT, "dev", shared(Files.ROOT))
        .make(dev, "console", new Device(Device.Kind.CONSOLE, 0600))
        .make(dev, "null", new Device(Device.Kind.NULL, 0666))
        .make(dev, "zero", new Device(Device.Kind.ZERO, 0666));
  }

  private static int consoleOf(Files devices) {
    return devices.inodes().entrySet().stream()
        .filter(file ->
            file.getValue() instanceof Device(Device.Kind kind, _) && kind == Device.Kind.CONSOLE)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static Directory shared(int parent) {
    return new Directory(Map.of(), parent, 0755, false);
  }

  private static Files caseDirectory(Files start, CallProgram program) {
    String[] names = CaseLayout.DIRECTORY.substring(1).split("/", -1);
    int parent = start.next();
    Files files =
        start
            .make(Files.ROOT, names[0], shared(Files.ROOT))
            .make(parent, names[1], Directory.empty(parent, 0755));
    for (int i = 0; i < program.companions().size(); i++) {
      RegularFile file =
          new RegularFile(
              Content.EMPTY, program.companions().get(i).permissions(), OptionalInt.of(i + 1));
      files = files.make(parent + 1, program.companions().get(i).name(), file);
    }
    return files;
  }
}
