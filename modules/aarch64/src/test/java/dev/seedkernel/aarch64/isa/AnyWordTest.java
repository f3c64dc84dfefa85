package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a word is: it executes, it faults, or it is undefined; nothing else comes out. */
class AnyWordTest {
  private static final int WORDS = 1_000_000;

  @Test
  void everyWordExecutesOrFaultsOrIsUndefined() {
    Random random = new Random(5);
    try (Machine machine = new Machine()) {
      Cpu cpu = machine.cpu;
      int executed = 0;
      for (int n = 0; n < WORDS; n++) {
        int word = random.nextInt();
        // Half of them floating point and Advanced SIMD, or its loads and stores.
        word =
            n % 4 == 0
                ? (word & ~0x0a00_0000) | 0x0c00_0000
                : n % 4 == 1 ? word | 0x0e00_0000 : word;
        int register = random.nextInt(31);
        cpu.x(
            register,
            random.nextBoolean() ? Machine.DATA + random.nextInt(8192) : random.nextLong());
        cpu.v(register, random.nextLong(), random.nextLong());
        cpu.fpcr(random.nextInt());
        cpu.pc(Machine.CODE + 4);
        executed += execute(cpu, word) ? 1 : 0;
        cpu.takeExit();
      }
      assertThat(executed).isGreaterThan(WORDS / 10);
    }
  }

  private static boolean execute(Cpu cpu, int word) {
    try {
      Instruction instruction = InstructionSet.a64().decode(word);
      TableAssembler.disassemble(instruction.encoding, word, Machine.CODE);
      instruction.execute(cpu);
      return instruction.encoding.implemented();
    } catch (MemoryFault fault) {
      return false;
    } catch (RuntimeException e) {
      return fail("%08x".formatted(word), e);
    }
  }
}
