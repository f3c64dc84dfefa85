package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instructions put together to the algorithms they are for, with the standards' own examples. */
class CryptographyStandardsTest {
  private static final Exit DONE = new Exit.BudgetExhausted();

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void words(int register, int a, int b, int c, int d) {
    machine.cpu.v(
        register, (a & 0xffff_ffffL) | (long) b << 32, (c & 0xffff_ffffL) | (long) d << 32);
  }

  private int word(int register, int index) {
    return (int) SimdCopy.element(machine.cpu, register, index, 2);
  }

  private void run(List<String> lines) {
    assertThat(machine.run(lines.toArray(new String[0]))).isEqualTo(DONE);
  }

  /** GB/T 32907-2016, appendix A.1. */
  @Test
  void sm4EncryptsTheExampleOfItsStandard() {
    int[] key = {0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210};
    int[] system = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};
    words(0, key[0], key[1], key[2], key[3]);
    words(1, key[0] ^ system[0], key[1] ^ system[1], key[2] ^ system[2], key[3] ^ system[3]);
    for (int step = 0; step < 8; step++) {
      int[] constants = new int[4];
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          constants[i] = constants[i] << 8 | ((4 * (step * 4 + i) + j) * 7 & 0xff);
        }
      }
      words(2, constants[0], constants[1], constants[2], constants[3]);
      run(List.of("sm4ekey v1.4s, v1.4s, v2.4s", "sm4e v0.4s, v1.4s"));
    }
    assertThat(new int[] {word(0, 3), word(0, 2), word(0, 1), word(0, 0)})
        .containsExactly(0x681edf34, 0xd206965e, 0x86b3e94f, 0x536e4246);
  }

  /** GB/T 32905-2016, appendix A.1: the digest of "abc". */
  @Test
  void sm3DigestsTheExampleOfItsStandard() {
    int[] start = {
      0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
    };
    words(0, start[3], start[2], start[1], start[0]);
    words(1, start[7], start[6], start[5], start[4]);
    // The message, in v16 to v19.
    words(16, 0x61626380, 0, 0, 0);
    words(17, 0, 0, 0, 0);
    words(18, 0, 0, 0, 0);
    words(19, 0, 0, 0, 24);
    for (int block = 0; block < 16; block++) {
      words(
          20,
          word(16, 0) ^ word(17, 0),
          word(16, 1) ^ word(17, 1),
          word(16, 2) ^ word(17, 2),
          word(16, 3) ^ word(17, 3));
      for (int i = 0; i < 4; i++) {
        int round = block * 4 + i;
        int constant = round < 16 ? 0x79cc4519 : 0x7a879d8a;
        words(3, 0, 0, 0, Integer.rotateLeft(constant, round));
        String half = round < 16 ? "a" : "b";
        run(
            List.of(
                "sm3ss1 v2.4s, v0.4s, v1.4s, v3.4s",
                "sm3tt1%s v0.4s, v2.4s, v20.s[%d]".formatted(half, i),
                "sm3tt2%s v1.4s, v2.4s, v16.s[%d]".formatted(half, i)));
      }
      List<String> schedule = new ArrayList<>();
      schedule.add("ext v4.16b, v17.16b, v18.16b, #12"); // words 7 to 10
      schedule.add("ext v5.16b, v16.16b, v17.16b, #12"); // words 3 to 6
      schedule.add("ext v6.16b, v18.16b, v19.16b, #8"); // words 10 to 13
      schedule.add("orr v7.16b, v16.16b, v16.16b");
      schedule.add("sm3partw1 v7.4s, v4.4s, v19.4s");
      schedule.add("sm3partw2 v7.4s, v6.4s, v5.4s");
      for (int r = 16; r < 19; r++) {
        schedule.add("orr v%d.16b, v%d.16b, v%d.16b".formatted(r, r + 1, r + 1));
      }
      schedule.add("orr v19.16b, v7.16b, v7.16b");
      run(schedule);
    }
    int[] digest = new int[8];
    for (int i = 0; i < 8; i++) {
      digest[i] = start[i] ^ word(i / 4, 3 - i % 4);
    }
    assertThat(digest)
        .containsExactly(
            0x66c7f0f4,
            0x62eeedd9,
            0xd1f2d46b,
            0xdc10e4e2,
            0x4167c487,
            0x5cf2f7a2,
            0x297da02b,
            0x8f4ba8e0);
  }
}
