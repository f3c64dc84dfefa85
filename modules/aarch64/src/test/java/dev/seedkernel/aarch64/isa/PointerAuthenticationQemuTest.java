package dev.seedkernel.aarch64.isa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.PointerKeys;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.arith.Qarma;
import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Compares pointer authentication with QEMU, with the same keys.
 *
 * <p>QEMU draws its keys from the generator that its option {@code -seed} starts, a Mersenne
 * Twister. How many numbers it has drawn before is found by the result of the first pacga.
 */
class PointerAuthenticationQemuTest {
  private static final long SEED = 20_250_731;
  private static final int INPUTS = 400;
  private static final long START = 0x40_0000;
  private static final int HEADER = 64 + 56;
  private static final int CODE_SIZE = 0x8000;
  private static final int MOST_DRAWN = 1000;

  /** What is done to X0 with X1 as the modifier, X2 that as a stack pointer, X3 flipped bits. */
  private static List<String> operations() {
    List<String> operations = new ArrayList<>(List.of("pacga x0, x0, x1", "xpaci x0", "xpacd x0"));
    for (String key : List.of("ia", "ib", "da", "db")) {
      String zero = key.charAt(0) + "z" + key.charAt(1);
      operations.add("pac%s x0, x1".formatted(key));
      operations.add("pac%s x0, sp".formatted(key));
      operations.add("pac%s x0".formatted(zero));
      operations.add("aut%s x0, x1".formatted(key));
      operations.add("pac%1$s x0, x1; eor x0, x0, x3; aut%1$s x0, x1".formatted(key));
      operations.add("pac%1$s x0; eor x0, x0, x3; aut%1$s x0".formatted(zero));
    }
    for (String letter : List.of("a", "b")) {
      String link = "mov x30, x0; pac%1$s; eor x30, x30, x3; aut%1$s; mov x0, x30";
      operations.add(link.formatted("i" + letter + "sp"));
      operations.add(link.formatted("i" + letter + "z"));
      operations.add("mov x30, x0; paci%ssp; mov x0, x30".formatted(letter));
      operations.add("mov x17, x0; mov x16, x1; paci%s1716; mov x0, x17".formatted(letter));
      operations.add("mov x30, x0; paci%sz; xpaclri; mov x0, x30".formatted(letter));
    }
    return operations;
  }

  private static String source(int inputs) {
    StringBuilder text = new StringBuilder("_start: ldr x20, =%d\n".formatted(START + CODE_SIZE));
    text.append("ldr x21, =%d\n".formatted(outputs(inputs)));
    text.append("ldr x22, =%d\nagain:\n".formatted(inputs));
    for (String operation : operations()) {
      text.append("ldp x0, x1, [x20]\nldr x3, [x20, #16]\nand x2, x1, #-16\nmov sp, x2\n");
      for (String instruction : operation.split("; ", -1)) {
        text.append(instruction).append('\n');
      }
      text.append("str x0, [x21], #8\n");
    }
    text.append("add x20, x20, #24\nsubs x22, x22, #1\nb.ne again\n");
    text.append("mov x0, #1\nldr x1, =%d\nsub x2, x21, x1\n".formatted(outputs(inputs)));
    text.append("mov x8, #64\nsvc #0\nmov x0, #0\nmov x8, #93\nsvc #0\n");
    return text.toString();
  }

  private static long outputs(int inputs) {
    return START + CODE_SIZE + inputs * 24L;
  }

  /** The whole segment: file header, code, inputs, and room for outputs. */
  private static byte[] elf(int inputs) throws AssemblyException {
    byte[] code = Assembler.standard().at(START + HEADER).assemble(source(inputs)).text();
    assertThat(code.length).isLessThan(CODE_SIZE - HEADER);
    int size = CODE_SIZE + inputs * (24 + 8 * operations().size());
    byte[] bytes = new byte[(size + 4095) & -4096];
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    elf.put("\177ELF\2\1\1".getBytes(ISO_8859_1)).position(16);
    elf.putShort((short) 2).putShort((short) 183).putInt(1).putLong(START + HEADER);
    elf.putLong(64).putLong(0).putInt(0).putShort((short) 64).putShort((short) 56);
    elf.putShort((short) 1).position(64);
    elf.putInt(1).putInt(7).putLong(0).putLong(START).putLong(START);
    elf.putLong(elf.capacity()).putLong(elf.capacity()).putLong(4096);
    elf.put(code).position(CODE_SIZE);
    Random random = new Random(8);
    for (int i = 0; i < inputs; i++) {
      // Of each kind some: any bits, an address with or without a tag, in the upper half.
      long bits = random.nextLong();
      long low = bits & 0xffff_ffff_ffffL;
      elf.putLong(
          switch (i % 4) {
            case 0 -> low;
            case 1 -> low | (bits & 0xffL << 56);
            case 2 -> low | 0xffffL << 48;
            // Where bits 63 and 55 of an upper address differ, QEMU takes the wrong one.
            default -> bits | (bits & 1L << 55) << 8;
          });
      elf.putLong(random.nextLong());
      elf.putLong(random.nextBoolean() ? 0 : 1L << random.nextInt(64));
    }
    return bytes;
  }

  @Test
  void givesTheSameCodes() throws IOException, InterruptedException, AssemblyException {
    OutsideTool qemu = OutsideTool.require("qemu-aarch64-static");
    Path folder = Files.createDirectories(Path.of("target", "differential"));
    Path program = folder.resolve("pointer-authentication");
    Path output = folder.resolve("pointer-authentication-output");
    byte[] bytes = elf(INPUTS);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(program, bytes);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    qemu.run(output, "-cpu", "max", "-seed", Long.toString(SEED), program.toString());
    ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(output));
    expected.order(ByteOrder.LITTLE_ENDIAN);

    PointerKeys keys = keys(elf, expected.getLong(0));
    ByteBuffer actual = ByteBuffer.wrap(interpret(bytes, keys)).order(ByteOrder.LITTLE_ENDIAN);

    List<String> operations = operations();
    assertThat(actual.capacity())
        .isEqualTo(expected.capacity())
        .isEqualTo(INPUTS * operations.size() * 8);
    for (int i = 0; i < actual.capacity() / 8; i++) {
      int input = CODE_SIZE + i / operations.size() * 24;
      assertThat(actual.getLong(i * 8))
          .as(
              "%s of %x with %x, flip %x",
              operations.get(i % operations.size()),
              elf.getLong(input),
              elf.getLong(input + 8),
              elf.getLong(input + 16))
          .isEqualTo(expected.getLong(i * 8));
    }
    System.out.printf(
        "pointer authentication compared with QEMU: %d operations, %d inputs%n",
        operations.size(), INPUTS);
  }

  /** Finds the keys of QEMU by the first result, a pacga. */
  private static PointerKeys keys(ByteBuffer elf, long code) {
    long block = elf.getLong(CODE_SIZE);
    long modifier = elf.getLong(CODE_SIZE + 8);
    for (int drawn = 0; drawn < MOST_DRAWN; drawn++) {
      MersenneTwister numbers = new MersenneTwister((int) SEED, (int) (SEED >>> 32));
      for (int i = 0; i < drawn; i++) {
        numbers.next();
      }
      LongSupplier pairs = () -> (numbers.next() & 0xffff_ffffL) | (long) numbers.next() << 32;
      PointerKeys keys = PointerKeys.generate(pairs);
      long found = Qarma.encrypt(block, modifier, keys.generic().high(), keys.generic().low());
      if ((found & -1L << 32) == code) {
        return keys;
      }
    }
    throw new AssertionError("no keys give the pacga of QEMU, %x".formatted(code));
  }

  private static byte[] interpret(byte[] elf, PointerKeys keys) {
    try (AddressSpace memory = AddressSpace.create(1 << 24, PageAccount.UNLIMITED)) {
      memory.map(START, elf.length, Rights.ALL);
      memory.write(START, MemorySegment.ofArray(elf), 0, elf.length);
      Cpu cpu = new Cpu(memory);
      cpu.pointerKeys(keys);
      cpu.pc(START + HEADER);
      assertThat(new Interpreter().run(cpu, Engine.UNLIMITED))
          .isEqualTo(new Exit.SupervisorCall(0));
      byte[] written = new byte[(int) cpu.x(2)];
      memory.read(cpu.x(1), MemorySegment.ofArray(written), 0, written.length);
      return written;
    }
  }

  /** MT19937 (Matsumoto and Nishimura, 1998), started by a list of numbers. */
  private static final class MersenneTwister {
    private static final int N = 624;
    private final int[] state = new int[N];
    private int index = N;

    MersenneTwister(int... seed) {
      state[0] = 19_650_218;
      for (int i = 1; i < N; i++) {
        state[i] = 1_812_433_253 * scrambled(i) + i;
      }
      int i = 1;
      for (int k = 0; k < N; k++) {
        int j = k % seed.length;
        state[i] = (state[i] ^ (scrambled(i) * 1_664_525)) + seed[j] + j;
        i = following(i);
      }
      for (int k = 0; k < N - 1; k++) {
        state[i] = (state[i] ^ (scrambled(i) * 1_566_083_941)) - i;
        i = following(i);
      }
      state[0] = 1 << 31;
    }

    /** Returns the number before, with its high bits mixed into its low ones. */
    private int scrambled(int i) {
      return state[i - 1] ^ (state[i - 1] >>> 30);
    }

    private int following(int i) {
      if (i < N - 1) {
        return i + 1;
      }
      state[0] = state[N - 1];
      return 1;
    }

    int next() {
      if (index == N) {
        for (int i = 0; i < N; i++) {
          int y = (state[i] & 1 << 31) | (state[(i + 1) % N] & ~(1 << 31));
          state[i] = state[(i + 397) % N] ^ (y >>> 1) ^ ((y & 1) * 0x9908_b0df);
        }
        index = 0;
      }
      int y = state[index++];
      y ^= y >>> 11;
      y ^= y << 7 & 0x9d2c_5680;
      y ^= y << 15 & 0xefc6_0000;
      return y ^ (y >>> 18);
    }
  }
}
