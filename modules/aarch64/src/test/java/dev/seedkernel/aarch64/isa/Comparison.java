package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Runs cases in QEMU's user mode and in an engine. */
final class Comparison {
  /**
   * Conversion of a half to a signed fixed-point number in an H register: QEMU 7.2 leaves the sign
   * in bits 31:16, which a write to H has to clear.
   */
  static final String HALF_TO_FIXED = "010111110001bbbb111111nnnnnddddd";

  private static final int WRITE = 64;
  private static final int EXIT = 93;

  /** The program of a case that differs is kept, for a look at it. */
  private static final Path FOLDER = Path.of("target", "differential");

  private final OutsideTool qemu = OutsideTool.require("qemu-aarch64-static");
  private final Engine engine;
  private final IntUnaryOperator change;

  Comparison(Engine engine) {
    this(engine, word -> word);
  }

  /** Creates one in which the engine executes other words, to see whether that is found. */
  Comparison(Engine engine, IntUnaryOperator change) {
    this.engine = engine;
    this.change = change;
  }

  /** A case, and what it became in both. */
  record Result(Case of, State qemu, State here) {
    boolean differs() {
      return !Arrays.equals(qemu.content(), here.content()) && !isWrongInQemu();
    }

    /** See docs/aarch64-differences.md; blocks do not have the line. */
    private boolean isWrongInQemu() {
      Encoding line = of.steps().getFirst().encoding();
      if (line == null || !line.bits().equals(HALF_TO_FIXED)) {
        return false;
      }
      int at = State.VECTORS + line.field('d', of.words()[0]) * 16;
      long ours = here.get(at);
      State corrected = qemu.copy();
      corrected.put(at, ours);
      return qemu.get(at) == ((short) ours & 0xffff_ffffL)
          && ours == (ours & 0xffff)
          && Arrays.equals(corrected.content(), here.content());
    }

    @Override
    public String toString() {
      return of + "\n  does" + of.input().changes(qemu) + "\n but" + State.difference(qemu, here);
    }
  }

  List<Result> run(List<Case> cases) throws IOException, InterruptedException {
    CaseProgram program = new CaseProgram(cases);
    Files.createDirectories(FOLDER);
    Path elf = FOLDER.resolve("cases");
    Files.write(elf, program.elf());
    assertThat(elf.toFile().setExecutable(true)).isTrue();
    Path output = FOLDER.resolve("output");
    qemu.run(output, "-cpu", "max", elf.toString());
    byte[] expected = Files.readAllBytes(output);
    byte[] actual = execute(new CaseProgram(cases.stream().map(c -> c.map(change)).toList()));
    assertThat(expected).hasSize(program.outputSize());
    assertThat(actual).hasSize(program.outputSize());
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      results.add(new Result(cases.get(i), record(expected, i), record(actual, i)));
    }
    return results;
  }

  private static State record(byte[] all, int index) {
    byte[] content = new byte[State.SIZE];
    System.arraycopy(all, index * State.SIZE, content, 0, State.SIZE);
    return new State(content);
  }

  /**
   * Finds the instruction that makes a block differ, and returns it alone, from the state in which
   * the block reaches it; the whole where no instruction does so by itself.
   */
  Result shrink(Result whole) throws IOException, InterruptedException {
    int length = whole.of().steps().size();
    List<Case> prefixes = new ArrayList<>();
    for (int count = 1; count <= length; count++) {
      prefixes.add(whole.of().prefix(count));
    }
    List<Result> results = run(prefixes);
    State before = whole.of().input();
    for (int i = 0; i < length; i++) {
      if (results.get(i).differs()) {
        Result alone = run(List.of(whole.of().only(i, before.copy()))).getFirst();
        return alone.differs() ? alone : results.get(i);
      }
      before = results.get(i).qemu();
    }
    return whole;
  }

  /** Runs the program in the engine; it may write its output and exit. */
  private byte[] execute(CaseProgram program) {
    try (AddressSpace memory = AddressSpace.create(1L << 32, PageAccount.UNLIMITED)) {
      load(memory, CaseProgram.CODE, program.code(), Rights.READ | Rights.EXECUTE);
      load(memory, CaseProgram.DATA, program.data(), Rights.READ | Rights.WRITE);
      Cpu cpu = new Cpu(memory);
      cpu.pc(CaseProgram.CODE);
      byte[] written = new byte[0];
      while (true) {
        Exit exit = engine.run(cpu, Engine.UNLIMITED);
        assertThat(exit).as("at %x", cpu.pc()).isEqualTo(new Exit.SupervisorCall(0));
        if (cpu.x(8) != WRITE) {
          assertThat(cpu.x(8)).isEqualTo(EXIT);
          return written;
        }
        written = new byte[(int) cpu.x(2)];
        memory.read(cpu.x(1), MemorySegment.ofArray(written), 0, written.length);
      }
    }
  }

  private static void load(AddressSpace memory, long address, byte[] content, int rights) {
    memory.map(address, content.length, Rights.READ | Rights.WRITE);
    memory.write(address, MemorySegment.ofArray(content), 0, content.length);
    assertThat(memory.protect(address, content.length, rights)).isTrue();
  }
}
