package dev.seedkernel.kernel;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.boot.Dump;
import dev.seedkernel.kernel.boot.HandOver;
import dev.seedkernel.kernel.boot.Initramfs;
import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.disk.Disks;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.process.ExecImage;
import dev.seedkernel.kernel.process.LoadException;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.pseudofs.PseudoFileSystems;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.syscall.Tracer;
import dev.seedkernel.kernel.time.Clock;
import dev.seedkernel.kernel.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Boots machines. A kernel is a set of choices; each boot makes a machine of its own, so one kernel
 * may boot any number, also at once in several threads.
 */
public final class Kernel {
  /** Where clocks start: 2000-01-01T00:00:00Z, in seconds since 1970. */
  public static final long DEFAULT_EPOCH = 946_684_800L;

  private static final String INIT = "/init";
  private static final String INIT_ARGUMENTS = "/init.argv";

  /** What Linux gives /init. */
  private static final List<String> INIT_ENVIRONMENT = List.of("HOME=/", "TERM=linux");

  private final Limits limits;
  private final Console console;
  private final Engine engine;
  private final FeatureSet features;
  private final Supplier<Clock> clock;
  private final @Nullable Supplier<Tracer> trace;
  private final long slice;

  private Kernel(
      Limits limits,
      Console console,
      Engine engine,
      FeatureSet features,
      Supplier<Clock> clock,
      @Nullable Supplier<Tracer> trace,
      long slice) {
    this.limits = limits;
    this.console = console;
    this.engine = engine;
    this.features = features;
    this.clock = clock;
    this.trace = trace;
    this.slice = slice;
  }

  /**
   * Creates a kernel with the {@link Translator}, a processor that has all features, the default
   * epoch and no trace.
   */
  public static Kernel create(Limits limits, Console console) {
    return new Kernel(
        limits,
        console,
        new Translator(),
        FeatureSet.ALL,
        virtualClock(DEFAULT_EPOCH),
        null,
        Execution.SLICE);
  }

  /**
   * Returns this kernel with another engine, and a processor that has all which that one offers.
   */
  public Kernel withEngine(Engine newEngine) {
    return new Kernel(limits, console, newEngine, newEngine.features(), clock, trace, slice);
  }

  /**
   * Returns this kernel with a processor that has some features: instructions of others are
   * undefined there, and programs are not told of them (AT_HWCAP, AT_HWCAP2, ID_AA64*_EL1).
   *
   * @throws IllegalArgumentException if the engine does not offer one of them
   */
  public Kernel withFeatures(FeatureSet processor) {
    if (!engine.features().containsAll(processor)) {
      throw new IllegalArgumentException(
          "the engine offers " + engine.features() + ", not all of " + processor);
    }
    return new Kernel(limits, console, engine, processor, clock, trace, slice);
  }

  /** Returns this kernel with clocks that start at seconds since 1970. */
  public Kernel withEpoch(long seconds) {
    return new Kernel(limits, console, engine, features, virtualClock(seconds), trace, slice);
  }

  private static Supplier<Clock> virtualClock(long seconds) {
    return () -> new VirtualClock(seconds * 1_000_000_000L);
  }

  /**
   * Returns this kernel with another clock, made anew for each boot. With one that does not count
   * the machine's own work, runs differ from each other.
   */
  public Kernel withClock(Supplier<Clock> newClock) {
    return new Kernel(limits, console, engine, features, newClock, trace, slice);
  }

  /** Returns this kernel with a line for each system call, in strace's style. */
  public Kernel withTrace(Consumer<String> lines) {
    return withTrace(lines, Set.of());
  }

  /**
   * Returns this kernel with a line for each call of some system calls, in strace's style.
   *
   * @param calls names of the system calls; all if it is empty
   * @throws IllegalArgumentException if there is no system call of one of the names
   */
  public Kernel withTrace(Consumer<String> lines, Set<String> calls) {
    Tracer.requireNames(calls);
    return new Kernel(
        limits, console, engine, features, clock, () -> new Tracer(lines, calls), slice);
  }

  /** Returns this kernel with turns of so many instructions, for tests of what preemption does. */
  Kernel withSlice(long instructions) {
    return new Kernel(limits, console, engine, features, clock, trace, instructions);
  }

  /**
   * Boots an image: unpacks its initramfs and input disks and runs /init until it ends; then an
   * output disk gets what the run made or changed.
   *
   * @throws BootException if there is nothing to run
   */
  public Outcome boot(BootImage image) throws BootException {
    try (BootedMachine machine = start(image)) {
      return machine.run(Engine.UNLIMITED);
    }
  }

  /**
   * Boots an image as far as to the first instruction of /init.
   *
   * @throws BootException if there is nothing to run
   */
  public BootedMachine start(BootImage image) throws BootException {
    HandOver handOver = HandOver.of(image);
    // What processes may use can be no more than the RAM that the board has.
    long memory = Math.min(limits.get(Limit.MEMORY), handOver.memorySize());
    Limits own = limits.with(Limit.MEMORY, memory);
    Disks disks = Disks.open(image, handOver);
    boolean started = false;
    try {
      Machine machine = machine(own, handOver.initrd(), tree -> disks.unpack(tree, own));
      machine.commandLine(commandLine(handOver));
      ExecImage init = new ExecImage(INIT, arguments(machine, handOver), INIT_ENVIRONMENT);
      Directory root = machine.fileSystem().root();
      BootedMachine booted =
          start(machine, init, root, new HandingOut(root, handOver.dump(), disks));
      started = true;
      return booted;
    } finally {
      if (!started) {
        disks.close();
      }
    }
  }

  /** What becomes of the files when /init has ended. */
  private final class HandingOut implements BootedMachine.AtEnd {
    private final Directory root;
    private final boolean dump;
    private final Disks disks;

    HandingOut(Directory root, boolean dump, Disks disks) {
      this.root = root;
      this.dump = dump;
      this.disks = disks;
    }

    @Override
    public void run() throws DiskException {
      if (dump) {
        Dump.write(root, Kernel.this::printLine);
      }
      disks.write(root);
    }

    @Override
    public void close() {
      disks.close();
    }
  }

  /**
   * Unpacks an initramfs and runs a program in it until it ends: as {@link #boot}, without the
   * hand-over.
   *
   * @throws BootException if the program cannot be run
   */
  public Outcome run(MemorySegment initramfs, Program program) throws BootException {
    try (BootedMachine machine = start(initramfs, program)) {
      return machine.run(Engine.UNLIMITED);
    }
  }

  /**
   * Unpacks an initramfs and loads a program in it: as {@link #start(BootImage)}, without the
   * hand-over.
   *
   * @throws BootException if the program cannot be run
   */
  public BootedMachine start(MemorySegment initramfs, Program program) throws BootException {
    Machine machine = machine(limits, initramfs);
    ExecImage image = new ExecImage(program.path(), program.arguments(), program.environment());
    return start(
        machine,
        image,
        directory(machine, program.workingDirectory()),
        BootedMachine.AtEnd.NOTHING);
  }

  /** Creates a machine with the files of an initramfs, and no process. */
  Machine machine(Limits machineLimits, MemorySegment initramfs) throws BootException {
    return machine(machineLimits, initramfs, _ -> {});
  }

  /** Unpacks further files. */
  private interface MoreFiles {
    void unpack(Initramfs tree) throws BootException;
  }

  private Machine machine(Limits machineLimits, MemorySegment initramfs, MoreFiles more)
      throws BootException {
    Machine machine = new Machine(machineLimits, console, features, clock.get());
    Initramfs unpacking = new Initramfs(machine.fileSystem(), machine.walker(), machineLimits);
    unpacking.unpack(initramfs);
    more.unpack(unpacking);
    unpacking.addDevices();
    try {
      new PseudoFileSystems(machine).mountOwn();
    } catch (ErrnoException e) {
      throw new BootException(
          BootException.Kind.IMAGE, "cannot mount /proc: " + e.errno().message());
    }
    return machine;
  }

  /** Runs a program of a machine as its /init until that ends. */
  Outcome run(Machine machine, ExecImage image, Directory workingDirectory) throws BootException {
    try (BootedMachine booted =
        start(machine, image, workingDirectory, BootedMachine.AtEnd.NOTHING)) {
      return booted.run(Engine.UNLIMITED);
    }
  }

  private BootedMachine start(
      Machine machine, ExecImage image, Directory workingDirectory, BootedMachine.AtEnd atEnd)
      throws BootException {
    @Nullable Tracer tracer = trace == null ? null : trace.get();
    boolean started = false;
    try {
      machine.lifecycle().startInit(image, consoleDevice(machine), workingDirectory);
      BootedMachine booted =
          new BootedMachine(machine, new Execution(machine, engine, tracer, slice), atEnd);
      started = true;
      return booted;
    } catch (LoadException e) {
      boolean missing = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
      throw new BootException(
          missing ? BootException.Kind.NOT_FOUND : BootException.Kind.NOT_EXECUTABLE,
          named(image.path(), String.valueOf(e.getMessage())));
    } catch (ErrnoException e) {
      throw new BootException(BootException.Kind.IMAGE, "cannot start: " + e.errno().message());
    } finally {
      if (!started) {
        machine.endings().shutDown();
      }
    }
  }

  /** Puts the path that was asked for before a message about what a link led to (BOOT-18). */
  private static String named(String path, String message) {
    return message.startsWith(path + ":") ? message : path + ": " + message;
  }

  private static String commandLine(HandOver handOver) {
    List<String> tokens = new ArrayList<>(handOver.arguments());
    if (handOver.dump()) {
      tokens.add(HandOver.DUMP_TOKEN);
    }
    return String.join(" ", tokens);
  }

  private static SpecialFile consoleDevice(Machine machine) throws ErrnoException {
    if (machine.walker().walk(machine.fileSystem().root(), "/dev/console", true).inode()
            instanceof SpecialFile file
        && file.device().equals(Device.Driver.CONSOLE.device())) {
      return file;
    }
    throw Errno.ENODEV.exception();
  }

  private static Directory directory(Machine machine, String path) throws BootException {
    try {
      if (machine.walker().walk(machine.fileSystem().root(), path, true).existing()
          instanceof Directory directory) {
        return directory;
      }
      throw Errno.ENOTDIR.exception();
    } catch (ErrnoException e) {
      throw new BootException(
          BootException.Kind.IMAGE, "working directory " + path + ": " + e.errno().message());
    }
  }

  /** The rules of /init's argv. Contract: "Boot". */
  private static List<String> arguments(Machine machine, HandOver handOver) {
    if (!handOver.arguments().isEmpty()) {
      return handOver.arguments();
    }
    List<String> fromFile = argumentsFromFile(machine);
    return fromFile.isEmpty() ? List.of("init") : fromFile;
  }

  private static List<String> argumentsFromFile(Machine machine) {
    try {
      if (machine.walker().walk(machine.fileSystem().root(), INIT_ARGUMENTS, true).inode()
          instanceof RegularFile file) {
        byte[] bytes = new byte[(int) Math.min(file.size(), machine.limits().get(Limit.ARGUMENTS))];
        file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
        return HandOver.tokens(new String(bytes, StandardCharsets.ISO_8859_1));
      }
      return List.of();
    } catch (ErrnoException _) {
      return List.of();
    }
  }

  private void printLine(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    console.write(Console.Stream.OUTPUT, bytes, 0, bytes.length);
  }
}
