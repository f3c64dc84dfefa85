package dev.seedkernel.aarch64.asm;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** SHA-512 and SHA3-256 by their instructions give what the JDK's implementations give. */
class DigestProgramsTest {
  private static final long CODE = 0x1_0000;
  private static final long STATE = 0x2_0000;
  private static final long BLOCK = 0x2_1000;
  private static final long CONSTANTS = 0x2_2000;

  /** Bytes that SHA3-256 takes in at once. */
  private static final int RATE = 136;

  private static final byte[] SHA512 = assemble(DigestPrograms.sha512());
  private static final long[] SHA512_CONSTANTS = DigestPrograms.sha512Constants();
  private static final byte[] KECCAK = assemble(DigestPrograms.keccak());
  private static final long[] KECCAK_CONSTANTS = DigestPrograms.keccakConstants();

  private static byte[] assemble(String source) {
    try {
      return Assembler.standard().at(CODE).assemble(source).text();
    } catch (AssemblyException e) {
      throw new AssertionError(e);
    }
  }

  private static AddressSpace memory(byte[] code, long[] constants) {
    AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
    memory.map(CODE, 4096, Rights.ALL);
    memory.map(STATE, 3 * 4096, Rights.READ | Rights.WRITE);
    store(memory, CODE, code);
    for (int i = 0; i < constants.length; i++) {
      memory.store64(CONSTANTS + 8L * i, constants[i]);
    }
    return memory;
  }

  private static void store(AddressSpace memory, long address, byte[] bytes) {
    memory.write(address, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /** Runs the routine until its BRK. */
  private static void run(Cpu cpu) {
    cpu.pc(CODE);
    assertThat(new Interpreter().run(cpu, 100_000)).isEqualTo(new Exit.Breakpoint(0));
  }

  @Property(tries = 200)
  void sha512IsTheJdks(@ForAll @Size(max = 600) byte[] message) throws NoSuchAlgorithmException {
    byte[] padded = Arrays.copyOf(message, (message.length + 17 + 127) / 128 * 128);
    padded[message.length] = (byte) 0x80;
    ByteBuffer.wrap(padded).putLong(padded.length - 8, 8L * message.length);
    try (AddressSpace memory = memory(SHA512, SHA512_CONSTANTS)) {
      Cpu cpu = new Cpu(memory);
      long[] start = DigestPrograms.sha512Start();
      for (int i = 0; i < start.length; i++) {
        memory.store64(STATE + 8L * i, start[i]);
      }
      for (int at = 0; at < padded.length; at += 128) {
        store(memory, BLOCK, Arrays.copyOfRange(padded, at, at + 128));
        cpu.x(0, STATE);
        cpu.x(1, BLOCK);
        cpu.x(2, CONSTANTS);
        run(cpu);
      }
      ByteBuffer digest = ByteBuffer.allocate(64);
      for (int i = 0; i < 8; i++) {
        digest.putLong(memory.load64(STATE + 8L * i));
      }
      assertThat(digest.array()).isEqualTo(MessageDigest.getInstance("SHA-512").digest(message));
    }
  }

  /** Two messages at once, one in each half of the registers. */
  @Property(tries = 200)
  void sha3IsTheJdks(@ForAll @Size(max = 600) byte[] message) throws NoSuchAlgorithmException {
    byte[] other = new byte[message.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = (byte) (~message[message.length - 1 - i] + i);
    }
    ByteBuffer[] padded = {padded(message), padded(other)};
    try (AddressSpace memory = memory(KECCAK, KECCAK_CONSTANTS)) {
      Cpu cpu = new Cpu(memory);
      for (int at = 0; at < padded[0].limit(); at += RATE) {
        for (int half = 0; half < 2; half++) {
          for (int lane = 0; lane < RATE / 8; lane++) {
            long address = STATE + 16L * lane + 8L * half;
            memory.store64(address, memory.load64(address) ^ padded[half].getLong(at + 8 * lane));
          }
        }
        cpu.x(0, STATE);
        cpu.x(1, CONSTANTS);
        run(cpu);
      }
      MessageDigest jdk = MessageDigest.getInstance("SHA3-256");
      assertThat(digest(memory, 0)).isEqualTo(jdk.digest(message));
      assertThat(digest(memory, 1)).isEqualTo(jdk.digest(other));
    }
  }

  private static ByteBuffer padded(byte[] message) {
    byte[] result = Arrays.copyOf(message, (message.length / RATE + 1) * RATE);
    result[message.length] = 6;
    result[result.length - 1] |= (byte) 0x80;
    return ByteBuffer.wrap(result).order(LITTLE_ENDIAN);
  }

  private static byte[] digest(AddressSpace memory, int half) {
    ByteBuffer digest = ByteBuffer.allocate(32).order(LITTLE_ENDIAN);
    for (int lane = 0; lane < 4; lane++) {
      digest.putLong(memory.load64(STATE + 16L * lane + 8L * half));
    }
    return digest.array();
  }
}
