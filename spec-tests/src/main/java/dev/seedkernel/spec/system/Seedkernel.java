package dev.seedkernel.spec.system;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioInode;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.kernel.BootedMachine;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.Statistics;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.boot.Dump;
import dev.seedkernel.kernel.boot.DumpException;
import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.BootObservation.Account;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.Disk;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.virtio.BlockStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** This kernel, in this process, with one of its engines. */
public final class Seedkernel implements SystemUnderTest {
  /** More than any case executes that ends. */
  private static final long INSTRUCTIONS = 200_000_000L;

  private static final int BATCH = 100;

  /** The status of a kernel that breaks, which no machine has: to break is not to refuse. */
  private static final int BROKEN = -1;

  /** Keeps what is printed, and has no input. */
  private static final class Terminal implements Console {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      printed.write(from, offset, length);
    }
  }

  private final String name;
  private final Engine engine;

  /**
   * Creates the system.
   *
   * @param name of the engine, as reports have it
   */
  public Seedkernel(String name, Engine engine) {
    this.name = name;
    this.engine = engine;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isHeldTo(ClauseText clause) {
    return true;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public List<Observation> run(List<CallProgram> cases) throws IOException, InterruptedException {
    return Batches.run(cases, this::boot);
  }

  private List<Observation> boot(Batch batch) throws IOException {
    MemorySegment initramfs = MemorySegment.ofArray(batch.initramfs());
    Program init = new Program("/init", List.of("/init"), List.of("HOME=/", "TERM=linux"), "/");
    Terminal terminal = new Terminal();
    Kernel kernel = Kernel.create(Limits.DEFAULT, terminal).withEngine(engine);
    Optional<String> broken = Optional.empty();
    try (BootedMachine machine = kernel.start(initramfs, init)) {
      machine.run(INSTRUCTIONS);
    } catch (BootException e) {
      throw new IOException(e);
    } catch (RuntimeException e) {
      broken = Optional.of("the kernel broke: " + e); // The fault is that of the case it was at.
    }
    List<Observation> observations = batch.observations(Bytes.of(terminal.printed.toByteArray()));
    return broken.isEmpty() ? observations : Batches.brokenBy(observations, broken.get());
  }

  @Override
  public boolean takes(Case one) {
    return true;
  }

  @Override
  public boolean bootsSlowly() {
    return false;
  }

  @Override
  public BootObservation boot(BootCase one) {
    return boot(one, engine, false);
  }

  /** Boots with its own engine twice, and with the other once: DET holds of both alike. */
  @Override
  public List<BootObservation> repeat(BootCase one) {
    Engine other = engine instanceof Interpreter ? new Translator() : new Interpreter();
    return List.of(boot(one, engine, true), boot(one, engine, true), boot(one, other, true));
  }

  @Override
  public Optional<Map<String, Bytes>> extract(Bytes console) {
    try {
      Map<String, Bytes> files = new TreeMap<>();
      for (CpioEntry entry : Dump.extract(console.text()).entries()) {
        if (entry.type() == FileType.REGULAR) {
          files.put("/" + entry.name(), Bytes.of(entry.bytes()));
        }
      }
      return Optional.of(files);
    } catch (DumpException _) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Map<String, Bytes>> extractDisk(Bytes disk) {
    BlockStore store = BlockStore.memory(MemorySegment.ofArray(disk.toArray()).asReadOnly());
    try {
      Map<String, Bytes> files = new TreeMap<>();
      for (CpioInode inode : DiskResult.read(store, disk.length()).inodes()) {
        if (inode.attributes().type() == FileType.REGULAR) {
          Bytes content = Bytes.of(inode.content().toArray(ValueLayout.JAVA_BYTE));
          inode.links().forEach(link -> files.put("/" + link.name(), content));
        }
      }
      return Optional.of(files);
    } catch (DiskException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
  }

  private static BootObservation boot(BootCase one, Engine engine, boolean traced) {
    Terminal terminal = new Terminal();
    List<Disk> disks = one.input() instanceof BootInput.Disks with ? with.disks() : List.of();
    DiskRack rack = new DiskRack(disks, terminal.printed::size);
    List<String> trace = new ArrayList<>();
    Kernel kernel = Kernel.create(limits(one), terminal).withEngine(engine);
    if (traced) {
      kernel = kernel.withTrace(trace::add);
    }
    Optional<Integer> status;
    Optional<String> message = Optional.empty();
    Optional<Account> account = Optional.empty();
    try (BootedMachine machine = kernel.start(image(one.input(), rack))) {
      Outcome outcome = machine.run(INSTRUCTIONS);
      status = Optional.of(outcome.exitStatus());
      // Where there is no result on a disk, that is the message.
      message =
          outcome.outputFailure().isPresent()
              ? outcome.outputFailure()
              : switch (outcome.end()) {
                case Outcome.End.Exited _ -> Optional.empty();
                case Outcome.End.Killed killed -> Optional.of(killed.description());
                case Outcome.End.Stopped stopped -> Optional.of(stopped.description());
              };
      if (traced) {
        account = Optional.of(account(outcome, trace));
      }
    } catch (BootException e) {
      status = Optional.of(e.kind().exitStatus());
      message = Optional.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      status = Optional.of(BROKEN);
      message = Optional.of("the kernel broke: " + e);
    }
    Bytes console = Bytes.of(terminal.printed.toByteArray());
    return Batches.observation(one, console, status, message, account).with(rack.logs());
  }

  private static BootImage.Builder builder(BootInput.Files files) {
    BootImage.Builder image =
        BootImage.builder().initrd(MemorySegment.ofArray(files.initramfs().toArray()));
    return files.bootArguments().map(image::bootArguments).orElse(image);
  }

  private static BootImage withDisks(BootInput machine, List<Disk> disks, DiskRack rack) {
    if (machine instanceof BootInput.Files files) {
      BootImage.Builder image = builder(files);
      for (int i = 0; i < disks.size(); i++) {
        int index = i;
        image.device(memory -> rack.registers(index, memory));
      }
      return image.build();
    }
    List<BootImage.Device> devices = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      int index = i;
      devices.add(
          new BootImage.Device(disks.get(i).address(), memory -> rack.registers(index, memory)));
    }
    BootImage without = image(machine, rack);
    return new BootImage(without.chunks(), without.deviceTreeAddress(), devices);
  }

  private static Limits limits(BootCase one) {
    Limits limits = Limits.DEFAULT;
    for (Map.Entry<String, Long> chosen : one.limits().orElse(Map.of()).entrySet()) {
      limits = limits.with(Limit.byTitle(chosen.getKey()).orElseThrow(), chosen.getValue());
    }
    return limits;
  }

  private static Account account(Outcome outcome, List<String> trace) {
    Statistics statistics = outcome.statistics();
    Map<String, Long> counts = new TreeMap<>(statistics.systemCalls());
    counts.put("instructions", statistics.instructions());
    counts.put("processes", statistics.processes());
    counts.put("memory", statistics.peakMemoryBytes());
    counts.put("file bytes", statistics.peakFileBytes());
    try {
      return new Account(Bytes.of(CpioWriter.toBytes(outcome.files().archive())), counts, trace);
    } catch (CpioException e) {
      throw new IllegalStateException("the files are no archive", e);
    }
  }

  private static BootImage image(BootInput input, DiskRack rack) {
    return switch (input) {
      case BootInput.Disks(BootInput machine, List<Disk> disks) -> withDisks(machine, disks, rack);
      case BootInput.Files files -> builder(files).build();
      case BootInput.Memory(List<BootInput.Chunk> chunks, long deviceTree) ->
          new BootImage(
              chunks.stream()
                  .map(chunk ->
                      new BootImage.Chunk(
                          chunk.address(), MemorySegment.ofArray(chunk.bytes().toArray())))
                  .toList(),
              deviceTree);
    };
  }
}
