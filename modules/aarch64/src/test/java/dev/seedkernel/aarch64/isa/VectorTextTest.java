package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text of every floating-point and SIMD line: as objdump writes it, and read back. */
class VectorTextTest {
  private static final int WORDS_A_LINE = 8;
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\s+[0-9a-f]{8}\\s+(.*)");

  private record Sample(Encoding encoding, int word) {}

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
    ByteBuffer code = ByteBuffer.allocate(samples.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
    samples.forEach(s -> code.putInt(s.word()));
    Path folder = Files.createDirectories(Path.of("target", "vector-text"));
    Path binary = folder.resolve("words");
    Files.write(binary, code.array());
    Path output = folder.resolve("text");
    objdump.run(
        output, "-D", "-z", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", binary.toString());
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        int pc = Integer.parseInt(m.group(1), 16);
        Sample s = samples.get(pc / 4);
        // Notes on conditions follow two slashes.
        String text = m.group(2).replaceAll("\\s+//.*", "").strip().replace('\t', ' ');
        String own = TableAssembler.disassemble(s.encoding(), s.word(), pc);
        String word = "%08x ".formatted(s.word());
        expected.add(word + text);
        actual.add(word + own);
      }
    }
    assertThat(actual).hasSameSizeAs(samples).isEqualTo(expected);
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
}
