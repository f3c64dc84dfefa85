package dev.seedkernel.spec.system;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.kernel.BootedMachine;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** This kernel, in this process, with one of its engines. */
public final class Seedkernel implements SystemUnderTest {
  /** More than any case executes that ends. */
  private static final long INSTRUCTIONS = 200_000_000L;

  private static final int BATCH = 100;

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
  public boolean isLinux() {
    return false;
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
    try (BootedMachine machine = kernel.start(initramfs, init)) {
      machine.run(INSTRUCTIONS);
    } catch (BootException e) {
      throw new IOException(e);
    }
    return batch.observations(Bytes.of(terminal.printed.toByteArray()));
  }
}
