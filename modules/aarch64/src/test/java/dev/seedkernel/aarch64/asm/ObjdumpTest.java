package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.asm.Binutils.Line;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disassembler against GNU objdump.
 *
 * <p>{@code -Daarch64.objdump.words=N} asks for more random words.
 */
class ObjdumpTest {
  private static final long ADDRESS = 0x400000;

  /** How many random words are compared at least; 2000000 takes about a minute. */
  private static final int WORDS = Integer.getInteger("aarch64.objdump.words", 100_000);

  /** How often each encoding and alias is tried in one run of objdump. */
  private static final int WORDS_PER_SHAPE = 75;

  /** Instructions of MTE and of MOPS, which is ARMv8.8. */
  private static final Pattern LATER =
      Pattern.compile("(addg|subg|irg|gmi|subps?|ldgm?|stz?2?gm?|stgp|(cpy|set)f?[pme])\\b.*");

  private static final Path LIBC = Path.of("/usr/aarch64-linux-gnu/lib/libc.a");
  private static final Path BUSYBOX = Path.of("..", "..", "target", "guests", "bin", "busybox");

  @TempDir Path directory;

  @Test
  void randomAllocatedWords() throws Exception {
    Binutils.require("objdump");
    int compared = 0;
    List<Line> different = new ArrayList<>();
    for (int run = 0; compared < WORDS; run++) {
      int[] words = RandomWords.allocated(WORDS_PER_SHAPE, run);
      List<Line> lines = Binutils.objdump(directory, ADDRESS, words);
      assertThat(lines).hasSameSizeAs(words);
      lines.stream().filter(line -> !difference(line).isEmpty()).forEach(different::add);
      compared += words.length;
    }

    report("random words", compared, different);
    assertThat(different).hasSizeLessThan(compared / 1000);
    assertThat(different)
        .filteredOn(line -> !explained(line))
        .flatMap(ObjdumpTest::difference)
        .isEmpty();
  }

  @Test
  void everyWordOfBusybox() throws Exception {
    Binutils.require("objdump");
    if (!Files.exists(BUSYBOX)) {
      Binutils.missing("busybox is not there; spec-tests/fetch-guests fetches it");
    }
    String file = BUSYBOX.toAbsolutePath().toString();
    List<Line> lines = new ArrayList<>();
    for (String section : List.of(".init", ".plt", ".text", "__libc_freeres_fn", ".fini")) {
      String option = "--section=" + section;
      try (Stream<String> text = Binutils.run(directory, "objdump", "-dz", option, file).lines()) {
        lines.addAll(Binutils.parse(text));
      }
    }
    assertThat(lines).hasSizeGreaterThan(300_000);

    List<Line> different = lines.stream().filter(line -> !difference(line).isEmpty()).toList();

    report("words of busybox", lines.size(), different);
    assertThat(different).hasSizeLessThan(lines.size() / 1000);
    assertThat(different)
        .filteredOn(line -> !outOfScope(line))
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
    assertThat(lines)
        .filteredOn(line -> InstructionSet.a64().owner(line.word()) == null)
        .filteredOn(line -> !line.text().startsWith(".inst") && !line.text().startsWith("udf"))
        .allMatch(ObjdumpTest::outOfScope)
        .hasSizeLessThan(lines.size() / 500);

    List<Line> different = owned.stream().filter(line -> !difference(line).isEmpty()).toList();

    report("words of libc", owned.size(), different);
    assertThat(different).flatMap(ObjdumpTest::difference).isEmpty();
  }

  private static void report(String what, int words, List<Line> different) {
    System.out.printf("compared with objdump: %d %s, %d differ%n", words, what, different.size());
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

  /**
   * Returns whether a word is of SVE, MTE or MOPS, which are not in the table. The C library has
   * them in variants of memcpy and its like, for processors that have them.
   */
  private static boolean outOfScope(Line line) {
    boolean sve = (line.word() >>> 25 & 15) == 2;
    return sve || LATER.matcher(line.text()).matches();
  }

  private static List<String> difference(Line line) {
    String ours = Disassembler.disassemble(line.word(), line.address());
    return ours.equals(line.text())
        ? List.of()
        : List.of("%08x: %s, objdump: %s".formatted(line.word(), ours, line.text()));
  }
}
