package dev.seedkernel.spec.system;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.kernel.BootedMachine;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** This kernel, in this process, with one of its engines. */
public final class Seedkernel implements SystemUnderTest {
  /** More than any case executes that ends. */
  private static final long INSTRUCTIONS = 200_000_000L;

  private static final int BATCH = 100;

  /** The launcher's status where there is nothing to run. */
  private static final int REFUSED = 125;

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
  public boolean takes(BootInput input) {
    return true;
  }

  @Override
  public int boots() {
    return Integer.MAX_VALUE;
  }

  @Override
  public BootObservation boot(BootCase one) {
    Terminal terminal = new Terminal();
    Kernel kernel = Kernel.create(Limits.DEFAULT, terminal).withEngine(engine);
    Optional<Integer> status = Optional.of(REFUSED);
    Optional<String> refused = Optional.empty();
    try (BootedMachine machine = kernel.start(image(one.input()))) {
      status = Optional.of(machine.run(INSTRUCTIONS).exitStatus());
    } catch (BootException e) {
      refused = Optional.of(String.valueOf(e.getMessage()));
    }
    Bytes console = Bytes.of(terminal.printed.toByteArray());
    return Batches.observation(one, console, status, refused);
  }

  private static BootImage image(BootInput input) {
    return switch (input) {
      case BootInput.Files(Bytes initramfs, Optional<String> arguments) -> {
        BootImage.Builder image =
            BootImage.builder().initrd(MemorySegment.ofArray(initramfs.toArray()));
        yield arguments.map(image::bootArguments).orElse(image).build();
      }
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
