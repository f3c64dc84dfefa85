package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the interpreter's methods write is part of what {@link RegisterWrites} says they write. */
class RegisterWritesTest {
  private static final int SIZE = 1 << 20;
  private static final int WORDS = 60;

  private static Cpu processor(AddressSpace memory, Random random) {
    Cpu cpu = new Cpu(memory);
    for (int r = 0; r < 32; r++) {
      long address = SIZE / 2 + random.nextInt(1 << 16) * 4L;
      cpu.x(r, random.nextInt(8) == 0 ? random.nextLong() : address);
      cpu.v(r, random.nextLong(), random.nextLong());
    }
    cpu.x(Cpu.SP, SIZE / 2 + random.nextInt(1 << 12) * 16L);
    cpu.nzcv(random.nextInt(16) << 28);
    return cpu;
  }

  private static long[] registers(Cpu cpu) {
    long[] all = new long[32];
    for (int r = 0; r < 32; r++) {
      all[r] = cpu.x(r);
    }
    return all;
  }

  @Test
  void nothingElseIsWritten() {
    Random random = new Random(1);
    int checked = 0;
    int moves = 0;
    try (AddressSpace memory = AddressSpace.create(SIZE, PageAccount.UNLIMITED)) {
      memory.map(0, SIZE, Rights.READ | Rights.WRITE);
      for (Encoding encoding : InstructionSet.a64().encodings()) {
        for (int n = 0; n < WORDS; n++) {
          int word = (random.nextInt() & ~encoding.mask()) | encoding.value();
          Instruction i = InstructionSet.a64().decode(word);
          if (Flow.kind(i) != Flow.Kind.PLAIN) {
            continue;
          }
          Cpu cpu = processor(memory, random);
          long[] before = registers(cpu);
          try {
            i.execute(cpu);
          } catch (MemoryFault fault) {
            continue;
          }
          long[] after = registers(cpu);
          long written = RegisterWrites.of(i);
          for (int r = 0; r < 32; r++) {
            if (before[r] != after[r]) {
              assertThat(written >>> r & 1).as("%s writes %d: 0x%x", encoding, r, word).isOne();
            }
          }
          if (RegisterWrites.moves(i)) {
            moves++;
            assertThat(after[i.d])
                .as("%s: 0x%x", encoding, word)
                .isEqualTo(before[RegisterWrites.source(i)] + RegisterWrites.distance(i));
          }
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(10_000);
    assertThat(moves).isGreaterThan(100);
  }

  @Test
  void aCopyOfARegisterIsAMove() {
    Instruction copy = InstructionSet.a64().decode(0xaa02_03e1); // mov x1, x2
    assertThat(RegisterWrites.moves(copy)).isTrue();
    assertThat(RegisterWrites.source(copy)).isEqualTo(2);
    assertThat(RegisterWrites.distance(copy)).isZero();
  }
}
