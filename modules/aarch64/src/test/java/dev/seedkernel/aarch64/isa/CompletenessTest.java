package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares which words of the integer groups are allocated with what objdump knows. */
class CompletenessTest {
  private static final int SAMPLE = 400_000;

  /** Extensions that are not listed: each is optional, and undefined without its feature. */
  private static final Pattern ABSENT =
      Pattern.compile(
          "abs|cnt|ctz|[su]max|[su]min" // CSSC
              + "|bc\\..*" // HBC
              + "|cpy.*|set[epmg].*" // MOPS
              + "|addg|subg|subps?|irg|gmi|ldgm?|stz?2?g[mp]?" // MTE
              + "|st64b.*|ld64b" // LS64
              + "|tcancel|tcommit|tstart|ttest" // TME
              + "|wfet|wfit|smstart|smstop"); // WFxT, SME

  /** Instructions with fields that should be ones; with zeros in them they are undefined here. */
  private static final Pattern ONES =
      Pattern.compile("(ld|st)[al]?x[rp][bh]?|ldl?ar[bh]?|stll?r[bh]?|[su]mulh");

  @Test
  void whatObjdumpKnowsIsListedAndWhatItDoesNotIsNot() throws IOException, InterruptedException {
    OutsideTool objdump = OutsideTool.require("aarch64-linux-gnu-objdump");
    int[] words = sample();
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      bytes.putInt(word);
    }
    Path folder = Files.createDirectories(Path.of("target", "objdump"));
    Path file = folder.resolve("sample");
    Path output = folder.resolve("sample-text");
    Files.write(file, bytes.array());
    objdump.run(
        output, "-D", "-b", "binary", "-m", "aarch64", "-M", "no-aliases", "-z", file.toString());
    List<String> lines =
        Files.readAllLines(output).stream()
            .filter(l -> l.matches("^ *[0-9a-f]+:\t.*"))
            .map(l -> l.split("\t", 3)[2])
            .toList();
    assertThat(lines).hasSize(words.length);

    Map<String, String> differences = new TreeMap<>();
    int allocated = 0;
    for (int i = 0; i < words.length; i++) {
      Encoding owner = InstructionSet.a64().owner(words[i]);
      allocated += owner == null ? 0 : 1;
      String theirs = lines.get(i).split("\\s", 2)[0];
      String ours = owner == null ? ".inst" : owner.mnemonic();
      if (!ours.equals(theirs) && !isExcused(ours, theirs, words[i])) {
        differences.put(ours + " but " + theirs, "%08x %s".formatted(words[i], lines.get(i)));
      }
    }
    assertThat(differences).isEmpty();
    assertThat(allocated).as("words that mean something").isGreaterThan(SAMPLE / 4);
  }

  private static boolean isExcused(String ours, String theirs, int word) {
    if (!ours.equals(".inst")) {
      // Loading into a base with writeback is CONSTRAINED UNPREDICTABLE, not undefined.
      return ours.equals("ldpsw") && theirs.equals(".inst");
    }
    // System instructions with op0 0, which objdump writes as registers, and DSB nXS.
    boolean system = word >>> 22 == 0xd5000000 >>> 22;
    return ABSENT.matcher(theirs).matches() || ONES.matcher(theirs).matches() || system;
  }

  private static int[] sample() {
    Random random = new Random(5);
    int[] words = new int[SAMPLE];
    for (int i = 0; i < SAMPLE; ) {
      int word = random.nextInt();
      switch (i % 5) {
        case 0 -> word &= 0xffe0_ffff; // exclusives, one-source: the second register is fixed
        case 1 -> word = (word & 0x003f_ffff) | 0xd500_0000; // system
        default -> {}
      }
      if (isInteger(word)) {
        words[i++] = word;
      }
    }
    return words;
  }

  /** Data processing immediate and register, branches and system, loads and stores without V. */
  private static boolean isInteger(int word) {
    return switch (word >>> 25 & 15) {
      case 8, 9, 10, 11, 5, 13, 4, 12 -> true;
      default -> false;
    };
  }
}
