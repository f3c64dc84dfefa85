package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.isa.Operand.SyntaxError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table as a whole: who owns which word, and that text and words are the same thing. */
class InstructionSetTest {
  private static final int SAMPLE = 400_000;

  private final InstructionSet set = InstructionSet.a64();

  @Test
  void everyWordHasAtMostOneMostSpecificOwnerAndDecodes() {
    Random random = new Random(1);
    for (int n = 0; n < SAMPLE; n++) {
      int word = random.nextInt();
      Encoding owner = set.owner(word);
      assertThat(set.decode(word).word).isEqualTo(word);
      // Looking for rivals is a scan of the whole table: a part of the sample must do.
      if (owner != null && n % 16 == 0) {
        assertThat(rivals(word, owner)).as("%08x is %s", word, owner).isEmpty();
      }
    }
  }

  /** Returns encodings that match as well, with as many fixed bits or more. */
  private List<Encoding> rivals(int word, Encoding owner) {
    int specificity = Integer.bitCount(owner.mask());
    List<Encoding> rivals = new ArrayList<>();
    for (Encoding e : set.encodings()) {
      if (e != owner && Integer.bitCount(e.mask()) >= specificity && e.matches(word)) {
        rivals.add(e);
      }
    }
    return rivals;
  }

  @Test
  void wordsOfEveryLineBelongToIt() {
    Random random = new Random(2);
    for (Encoding e : set.encodings()) {
      int owned = 0;
      for (int n = 0; n < 2000 && owned < 20; n++) {
        int word = randomWord(random, e);
        if (set.owner(word) == e) {
          owned++;
          assertThat(rivals(word, e)).as("%08x is %s", word, e).isEmpty();
        }
      }
      assertThat(owned).as("words that belong to %s", e).isPositive();
    }
  }

  private static int randomWord(Random random, Encoding e) {
    return e.value() | (random.nextInt() & ~e.mask());
  }

  @Test
  void textOfEveryWordReadsBackAsTheWord() throws SyntaxError {
    Random random = new Random(3);
    long pc = 0x4000_0000L;
    for (Encoding e : set.encodings()) {
      for (int n = 0; n < 60; n++) {
        int word = randomWord(random, e);
        if (set.owner(word) == e) {
          List<String> texts = TableAssembler.operandTexts(e, word, pc);
          int back = TableAssembler.parse(e, texts, pc);
          assertThat(TableAssembler.operandTexts(e, back, pc)).isEqualTo(texts);
          // A bitmask of a small element has rotations that give it again; others are unique.
          if (!(e.has('b') && e.width('b') >= 12)) {
            // Bits of field y mean nothing.
            int meaningful = ~e.place('y', -1);
            assertThat(back & meaningful).as("%08x %s", word, texts).isEqualTo(word & meaningful);
          }
        }
      }
    }
  }

  @Test
  void textIsThatOfObjdumpWithoutAliases() throws IOException, InterruptedException {
    OutsideTool objdump = OutsideTool.require("aarch64-linux-gnu-objdump");
    Random random = new Random(4);
    List<Integer> words = new ArrayList<>();
    for (Encoding e : set.encodings()) {
      for (int n = 0; n < 30; n++) {
        int word = randomWord(random, e);
        if (set.owner(word) == e) {
          words.add(word);
        }
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(words.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(bytes::putInt);
    Path folder = Files.createDirectories(Path.of("target", "objdump"));
    Path file = folder.resolve("words");
    Path output = folder.resolve("text");
    Files.write(file, bytes.array());
    objdump.run(
        output, "-D", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", "-z", file.toString());

    List<String> differences = new ArrayList<>();
    int index = 0;
    try (Stream<String> lines = Files.lines(output)) {
      for (String line : lines.filter(l -> l.matches("^ *[0-9a-f]+:\t.*")).toList()) {
        String theirs = normalise(line.split("\t", 3)[2]);
        int word = words.get(index);
        Encoding e = Objects.requireNonNull(set.owner(word));
        String ours = normalise(TableAssembler.disassemble(e, word, index * 4L));
        if (!theirs.equals(ours) && !isExcused(ours, theirs)) {
          differences.add("%08x ours: %s, objdump: %s".formatted(word, ours, theirs));
        }
        index++;
      }
    }
    assertThat(index).isEqualTo(words.size());
    assertThat(differences).isEmpty();
  }

  /**
   * objdump knows names of system registers that EL0 cannot use, and calls CONSTRAINED
   * UNPREDICTABLE forms of LDPSW undefined.
   */
  private static boolean isExcused(String ours, String theirs) {
    return ours.matches("m(rs|sr) .*s[23]_\\d_c.*")
        || (ours.startsWith("ldpsw") && theirs.startsWith(".inst"));
  }

  /** Drops comments and spacing. */
  private static String normalise(String text) {
    return text.replaceAll("//.*", "").replaceAll("\\s+", " ").strip();
  }

  @Test
  void reservedValuesAreUndefined() {
    int[] words = {
      0x00000000, // udf #0
      0x12400000, // and w0, w0, #bitmask with N=1
      0x9240fc00, // and x0, x0, #bitmask of 64 ones
      0x53008000, // ubfm w0, w0, #0, #32
      0x53408000, // ubfm w, N=1
      0x8bc00000, // add with ROR
      0x8b203400, // add extended by 5
      0x52c00000, // movz w0, lsl #32
      0x32800000, // movn with opc 01
      0x0b008000, // add w0, w0, w0, lsl #32
      0x08217c01, // casp w1, ...: odd
      0x48217c00, // casp x1, ...: odd
      0xd4400000, // hlt
      0xd4000002, // hvc
      0xd69f03e0, // eret
      0xd53be020, // mrs x0, cntpct_el0
      0xd53b4220, // mrs x0, daif
      0xd5380020, // mrs x0, s3_0_c0_c0_1
    };
    for (int word : words) {
      Encoding owner = set.owner(word);
      boolean undefined =
          owner == null || !owner.implemented() || owner.section().equals("C6.2 MRS");
      assertThat(undefined).as("%08x %s", word, owner).isTrue();
    }
  }

  @Test
  void operandsRefuseWhatCannotBeEncoded() {
    for (String text :
        List.of(
            "add x0, x1, #4096",
            "add x0, x1, #-1",
            "add x0, x1, x2, lsl #64",
            "add w0, w1, w2, ror #1",
            "add x0, xzr, #1",
            "and x0, x1, #0",
            "and w0, w1, #0x100000000",
            "ldr x0, [x1, #-8]",
            "ldr x0, [x1, #9]",
            "ldr x0, [x1, #32768]",
            "ldr x0, [x1, x2, lsl #2]",
            "ldr x0, [x1, w2]",
            "ldp x0, x1, [x2, #512]",
            "ldp x0, x1, [x2, #4]",
            "ldur x0, [x1, #256]",
            "tbz w0, #32, 0",
            "b 2",
            "b 0x8000000",
            "cbz x0, 0x100000",
            "casp x1, x2, x4, x5, [x6]",
            "movz w0, #1, lsl #32",
            "movz x0, #1, lsl #8",
            "ccmp x0, #32, #0, eq",
            "ccmp x0, #1, #0, xx",
            "mrs x0, nonsense",
            "ldr x0, [x1",
            "ldr x0, ",
            "add x0, x1, #99999999999999999999")) {
      assertThatThrownBy(() -> TableAssembler.assemble(text, 0))
          .as(text)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("cannot assemble");
    }
  }
}
