package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs what a C compiler makes of programs, here and in QEMU, and compares the results. */
class CompiledProgramTest {
  private static final Path SOURCES = Path.of("src", "test", "resources");
  private static final long STACK_END = 0x800_0000;
  private static final int STACK = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "integer, -O0, armv8-a, -mgeneral-regs-only",
    "integer, -O2, armv8-a, -mgeneral-regs-only",
    "integer, -O2, armv8.5-a, -mgeneral-regs-only",
    "integer, -Os, armv8.1-a, -mgeneral-regs-only",
    "floating, -O0, armv8-a, -fno-math-errno",
    "floating, -O2, armv8-a, -fno-math-errno",
    "floating, -O3, armv8-a, -fno-math-errno",
    "floating, -O3, armv8-a, -ffast-math",
    "floating, -O3, armv8-a+crypto+rdma, -fno-math-errno"
  })
  void givesTheSameResults(String source, String optimisation, String architecture, String option)
      throws IOException, InterruptedException {
    OutsideTool compiler = OutsideTool.require("aarch64-linux-gnu-gcc");
    OutsideTool qemu = OutsideTool.require("qemu-aarch64-static");
    Path folder = Files.createDirectories(Path.of("target", "compiled"));
    Path program = folder.resolve(source + optimisation + architecture + option);
    Path output = folder.resolve("output");
    compiler.run(
        output,
        optimisation,
        "-march=" + architecture,
        option,
        "-mno-outline-atomics",
        "-ffreestanding",
        "-fno-stack-protector",
        "-fno-pic",
        "-no-pie",
        "-nostdlib",
        "-static",
        "-o",
        program.toString(),
        SOURCES.resolve(source + ".c").toString());
    // The exit status is the count of results, so that of the tool is judged by a shell.
    OutsideTool.require("sh").run(output, "-c", qemu + " " + program + "; test $? -gt 40");
    byte[] expected = Files.readAllBytes(output);
    assertThat(expected).hasSizeGreaterThan(320);
    byte[] elf = Files.readAllBytes(program);
    assertThat(execute(elf, new Interpreter())).isEqualTo(expected);
    assertThat(execute(elf, new Translator(0))).isEqualTo(expected);
    assertThat(execute(elf, new Translator())).isEqualTo(expected);
  }

  private static byte[] execute(byte[] elf, Engine engine) {
    try (AddressSpace memory = AddressSpace.create(STACK_END, PageAccount.UNLIMITED)) {
      Cpu cpu = new Cpu(memory);
      cpu.pc(load(memory, ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN)));
      memory.map(STACK_END - STACK, STACK, Rights.READ | Rights.WRITE);
      cpu.sp(STACK_END);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      while (true) {
        Exit exit = engine.run(cpu, Engine.UNLIMITED);
        assertThat(exit).as("at %x", cpu.pc()).isEqualTo(new Exit.SupervisorCall(0));
        if (cpu.x(8) != 64) {
          return output.toByteArray();
        }
        byte[] bytes = new byte[(int) cpu.x(2)];
        memory.read(cpu.x(1), MemorySegment.ofArray(bytes), 0, bytes.length);
        output.writeBytes(bytes);
        cpu.x(0, bytes.length);
      }
    }
  }

  /** Loads the segments of an ELF that the linker made, and returns the entry. */
  private static long load(AddressSpace memory, ByteBuffer elf) {
    int table = (int) elf.getLong(32);
    for (int i = 0; i < elf.getShort(56); i++) {
      int header = table + i * 56;
      if (elf.getInt(header) == 1) {
        long address = elf.getLong(header + 16);
        long start = address & -4096;
        long end = (address + elf.getLong(header + 40) + 4095) & -4096;
        memory.map(start, end - start, Rights.ALL);
        byte[] content = new byte[(int) elf.getLong(header + 32)];
        elf.get((int) elf.getLong(header + 8), content);
        memory.write(address, MemorySegment.ofArray(content), 0, content.length);
      }
    }
    return elf.getLong(24);
  }
}
