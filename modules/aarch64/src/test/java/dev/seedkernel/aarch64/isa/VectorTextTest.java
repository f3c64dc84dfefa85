package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text of every floating-point and SIMD line: as objdump writes it, and read back. */
class VectorTextTest {
  private static final int WORDS_A_LINE = 8;
  private static final int RANDOM_WORDS = 200_000;
  private static final Pattern LINE = Pattern.compile("\\s*[0-9a-f]+:\\s+[0-9a-f]{8}\\s+(.*)");

  private record Sample(Encoding encoding, int word) {}

  /**
   * A word of the group data processing, scalar floating point and Advanced SIMD, or of its loads.
   */
  private static int anyWord(Random random) {
    int word = random.nextInt();
    return random.nextInt(4) == 0
        ? (word & ~0x0a00_0000) | 0x0c00_0000
        : (word & ~0x0e00_0000) | 0x0e00_0000;
  }

  private static List<Sample> samples() {
    Random random = new Random(7);
    List<Sample> samples = new ArrayList<>();
    for (Encoding e : InstructionSet.a64().encodings()) {
      if (e.section().startsWith("C7.2")) {
        for (int found = 0; found < WORDS_A_LINE; ) {
          int word = e.value() | (random.nextInt() & ~e.mask());
          if (InstructionSet.a64().owner(word) == e) {
            samples.add(new Sample(e, word));
            found++;
          }
        }
      }
    }
    return samples;
  }

  @Test
  void textIsWhatObjdumpWrites() throws IOException, InterruptedException {
    OutsideTool objdump = OutsideTool.require("aarch64-linux-gnu-objdump");
    List<Sample> samples = samples();
    int[] words = samples.stream().mapToInt(Sample::word).toArray();
    List<String> texts = disassembled(objdump, words);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      String word = "%08x ".formatted(words[i]);
      expected.add(word + texts.get(i));
      actual.add(word + TableAssembler.disassemble(samples.get(i).encoding(), words[i], i * 4L));
    }
    assertThat(actual).isEqualTo(expected);
  }

  /** Returns objdump's text of words that stand at 0, 4, 8, …. */
  private static List<String> disassembled(OutsideTool objdump, int[] words)
      throws IOException, InterruptedException {
    ByteBuffer code = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      code.putInt(word);
    }
    Path folder = Files.createDirectories(Path.of("target", "vector-text"));
    Path binary = folder.resolve("words");
    Files.write(binary, code.array());
    Path output = folder.resolve("text");
    objdump.run(
        output, "-D", "-z", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", binary.toString());
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        // Notes on conditions follow two slashes.
        texts.add(m.group(1).replaceAll("\\s+//.*", "").strip().replace('\t', ' '));
      }
    }
    assertThat(texts).hasSize(words.length);
    return texts;
  }

  @Test
  void textIsReadBack() throws Operand.SyntaxError {
    for (Sample s : samples()) {
      long pc = 0x40_0000;
      List<String> texts = TableAssembler.operandTexts(s.encoding(), s.word(), pc);
      int word = TableAssembler.parse(s.encoding(), texts, pc);
      // Bits that mean nothing need not come back: the upper ones of imm5 and imm4.
      assertThat(TableAssembler.disassemble(s.encoding(), word, pc))
          .as("%08x", s.word())
          .isEqualTo(TableAssembler.disassemble(s.encoding(), s.word(), pc));
      assertThat(s.encoding().matches(word)).as("%08x of %08x", word, s.word()).isTrue();
    }
  }

  /**
   * An unallocated word is never executed as something, and what objdump knows and the table does
   * not is an extension that the table does not claim.
   */
  @Test
  void whatIsUnallocatedIsUndefined() throws IOException, InterruptedException {
    OutsideTool objdump = OutsideTool.require("aarch64-linux-gnu-objdump");
    Random random = new Random(11);
    int[] words = random.ints(RANDOM_WORDS, 0, 1).map(zero -> anyWord(random)).toArray();
    List<String> texts = disassembled(objdump, words);
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> missing = new TreeMap<>();
    for (int i = 0; i < words.length; i++) {
      boolean allocated = !texts.get(i).matches("\\.inst.*|\\.word.*|udf.*");
      Encoding owner = InstructionSet.a64().owner(words[i]);
      if (owner != null && !allocated) {
        wrong.add("%08x %s".formatted(words[i], owner));
      } else if (owner == null && allocated) {
        missing.merge(texts.get(i).split("\\s", 2)[0], 1, Integer::sum);
      }
    }
    System.out.println("known to objdump and not in the table: " + missing);
    assertThat(wrong).isEmpty();
  }
}
