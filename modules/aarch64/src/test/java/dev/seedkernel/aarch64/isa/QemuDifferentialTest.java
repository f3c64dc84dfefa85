package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Runs the same random integer instructions in the interpreter and in QEMU's user mode, and
 * compares every register, the flags and the memory around the address after each.
 *
 * <p>The system properties {@code aarch64.differential.cases} and {@code aarch64.differential.seed}
 * ask for more, and for others.
 */
class QemuDifferentialTest {
  private static final int CASES = Integer.getInteger("aarch64.differential.cases", 24_000);
  private static final long SEED = Long.getLong("aarch64.differential.seed", 20_250_731L);
  private static final int MISMATCHES_SHOWN = 8;

  private static final Set<Feature> INTEGER =
      Set.of(
          Feature.BASE,
          Feature.CRC32,
          Feature.LSE,
          Feature.LOR,
          Feature.LRCPC,
          Feature.LRCPC2,
          Feature.FLAGM,
          Feature.FLAGM2,
          Feature.SB);

  /** Kept, for a look at what fails. */
  private static final Path FOLDER = Path.of("target", "differential");

  private static boolean isNzcv(Encoding e) {
    return (e.value() >>> 5 & 0xffff) == 0xda10;
  }

  /** Lines that QEMU cannot judge; each has tests of its own. */
  private static boolean isComparable(Encoding e) {
    boolean raisesException = e.mnemonic().matches("svc|brk");
    // Registers that describe the implementation, or that carry state from case to case.
    boolean register = e.mnemonic().matches("mrs|msr") && !isNzcv(e);
    // QEMU's user mode clears 512 bytes, and lacks DC CVAP and CVADP.
    boolean zero = e.section().equals("C6.2 DC (ZVA)");
    return e.implemented()
        && INTEGER.contains(e.feature())
        && !raisesException
        && !register
        && !zero;
  }

  @Test
  void everyLineDoesWhatQemuDoes() throws IOException, InterruptedException {
    OutsideTool qemu = OutsideTool.require("qemu-aarch64-static");
    List<Encoding> lines =
        InstructionSet.a64().encodings().stream()
            .filter(QemuDifferentialTest::isComparable)
            .toList();
    List<InstructionCase> cases = generate(lines);
    CaseProgram program = new CaseProgram(cases);
    Files.createDirectories(FOLDER);
    Path elf = FOLDER.resolve("cases");
    Files.write(elf, program.elf());
    assertThat(elf.toFile().setExecutable(true)).isTrue();
    Path output = FOLDER.resolve("output");
    qemu.run(output, "-cpu", "max,pauth=off", elf.toString());

    byte[] expected = Files.readAllBytes(output);
    byte[] actual = interpret(program);
    assertThat(expected).hasSize(program.outputSize());
    assertThat(mismatches(cases, expected, actual)).isEmpty();

    Set<Encoding> hit = new HashSet<>();
    cases.forEach(c -> hit.add(c.encoding));
    System.out.printf(
        "compared with QEMU: %d cases, %d of %d lines, seed %d%n",
        cases.size(), hit.size(), lines.size(), SEED);
    assertThat(lines).allMatch(hit::contains, "was hit");
  }

  private static List<InstructionCase> generate(List<Encoding> lines) {
    CaseGenerator generator = new CaseGenerator(new Random(SEED), CASES);
    List<InstructionCase> cases = new ArrayList<>(CASES);
    for (int i = 0; i < CASES; i++) {
      cases.add(generator.next(lines.get(i % lines.size()), i));
    }
    return cases;
  }

  /** Runs the program in the interpreter; it may write its output and exit. */
  private static byte[] interpret(CaseProgram program) {
    try (AddressSpace memory = AddressSpace.create(1L << 32, PageAccount.UNLIMITED)) {
      load(memory, CaseProgram.CODE, program.code(), Rights.READ | Rights.EXECUTE);
      load(memory, CaseProgram.DATA, program.data(), Rights.READ | Rights.WRITE);
      Cpu cpu = new Cpu(memory);
      cpu.pc(CaseProgram.CODE);
      byte[] written = new byte[0];
      while (true) {
        Exit exit = new Interpreter().run(cpu, Engine.UNLIMITED);
        assertThat(exit).as("at %x", cpu.pc()).isEqualTo(new Exit.SupervisorCall(0));
        if (cpu.x(8) != 64) {
          assertThat(cpu.x(8)).isEqualTo(93);
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

  private static List<String> mismatches(
      List<InstructionCase> cases, byte[] expectedBytes, byte[] actualBytes) {
    ByteBuffer expected = ByteBuffer.wrap(expectedBytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer actual = ByteBuffer.wrap(actualBytes).order(ByteOrder.LITTLE_ENDIAN);
    List<String> result = new ArrayList<>();
    for (int i = 0; i < cases.size() && result.size() < MISMATCHES_SHOWN; i++) {
      StringBuilder difference = new StringBuilder();
      for (int r = 0; r < InstructionCase.REGISTERS; r++) {
        int at = i * InstructionCase.RECORD + r * 8;
        if (expected.getLong(at) != actual.getLong(at)) {
          difference.append(
              "\n  %s: QEMU %x, interpreter %x"
                  .formatted(
                      InstructionCase.registerName(r), expected.getLong(at), actual.getLong(at)));
        }
      }
      int sandbox = cases.size() * InstructionCase.RECORD + i * InstructionCase.SANDBOX;
      ByteBuffer e = expected.slice(sandbox, InstructionCase.SANDBOX);
      ByteBuffer a = actual.slice(sandbox, InstructionCase.SANDBOX);
      if (!e.equals(a)) {
        difference.append("\n  memory: QEMU ").append(hexadecimal(e));
        difference.append("\n  memory: here ").append(hexadecimal(a));
      }
      if (!difference.isEmpty()) {
        result.add(cases.get(i) + "" + difference);
      }
    }
    return result;
  }

  private static String hexadecimal(ByteBuffer bytes) {
    byte[] content = new byte[bytes.remaining()];
    bytes.get(bytes.position(), content);
    return HexFormat.of().formatHex(content);
  }
}
