package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.asm.Binutils.Line;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disassembler against GNU objdump. */
class ObjdumpTest {
  private static final long ADDRESS = 0x400000;

  /** How often each encoding and alias is tried. */
  private static final int WORDS_PER_SHAPE = 100;

  private static final Path LIBC = Path.of("/usr/aarch64-linux-gnu/lib/libc.a");

  @TempDir Path directory;

  @Test
  void randomAllocatedWords() throws Exception {
    Binutils.require("objdump");
    int[] words = RandomWords.allocated(WORDS_PER_SHAPE);
    assertThat(words.length).isGreaterThan(50_000);

    List<Line> different =
        Binutils.objdump(directory, ADDRESS, words).stream()
            .filter(line -> !difference(line).isEmpty())
            .toList();

    report(words.length, different);
    assertThat(different).hasSizeLessThan(words.length / 1000);
    assertThat(different)
        .filteredOn(line -> !explained(line))
        .flatMap(ObjdumpTest::difference)
        .isEmpty();
  }

  @Test
  void codeOfTheLibrary() throws Exception {
    Binutils.require("objdump");
    if (!Files.exists(LIBC)) {
      Binutils.missing(LIBC + " is not installed (package libc6-dev-arm64-cross)");
    }
    int[] words;
    try (Stream<String> text = Binutils.run(directory, "objdump", "-dz", LIBC.toString()).lines()) {
      words = Binutils.parse(text).stream().mapToInt(Line::word).toArray();
    }
    // Again without symbols and relocations, as the words lie one behind the other.
    List<Line> lines = Binutils.objdump(directory, ADDRESS, words);
    List<Line> owned =
        lines.stream().filter(line -> InstructionSet.a64().owner(line.word()) != null).toList();
    assertThat(owned).hasSizeGreaterThan(100_000);
    // What is missing is SVE and MTE, in variants of memcpy and its like.
    assertThat(lines)
        .filteredOn(line -> InstructionSet.a64().owner(line.word()) == null)
        .filteredOn(line -> !line.text().startsWith(".inst") && !line.text().startsWith("udf"))
        .hasSizeLessThan(lines.size() / 500);

    List<Line> different = owned.stream().filter(line -> !difference(line).isEmpty()).toList();

    report(owned.size(), different);
    assertThat(different).flatMap(ObjdumpTest::difference).isEmpty();
  }

  private static void report(int words, List<Line> different) {
    System.out.printf("compared with objdump: %d words, %d differ%n", words, different.size());
  }

  /**
   * Returns whether a difference is known and meant: objdump refuses ldpsw whose base is one of the
   * registers that are loaded, which the architecture leaves CONSTRAINED UNPREDICTABLE, though it
   * accepts the same of ldp.
   */
  private static boolean explained(Line line) {
    return Disassembler.disassemble(line.word(), line.address()).startsWith("ldpsw\t")
        && line.text().startsWith(".inst\t");
  }

  private static List<String> difference(Line line) {
    String ours = Disassembler.disassemble(line.word(), line.address());
    return ours.equals(line.text())
        ? List.of()
        : List.of("%08x: %s, objdump: %s".formatted(line.word(), ours, line.text()));
  }
}
