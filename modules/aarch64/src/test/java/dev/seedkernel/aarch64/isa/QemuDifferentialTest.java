package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the same random instructions in each engine and in QEMU's user mode, and compares all
 * registers, flags and memory after each case: first the kept cases, which once differed or are
 * known to be hard, then each line of the table alone, then blocks of several instructions.
 *
 * <p>{@code -Daarch64.differential.hits=N} asks for so many cases of each line, {@code
 * -Daarch64.differential.blocks=N} for so many blocks, {@code -Daarch64.differential.seed=N} for
 * others, {@code -Daarch64.differential.mnemonic=REGEX} for some lines only. In CI each line is hit
 * 200 times, which is more than 200 000 cases.
 *
 * <p>What differs is shrunk to one instruction and kept in {@code target/differential}; the file
 * belongs into {@code src/test/resources/cases} when the reason is found.
 */
class QemuDifferentialTest {
  private static final boolean CI = "true".equals(System.getenv("CI"));
  private static final int HITS = Integer.getInteger("aarch64.differential.hits", CI ? 200 : 25);
  private static final int BLOCKS =
      Integer.getInteger("aarch64.differential.blocks", CI ? 4_000 : 1_000);
  private static final long SEED = Long.getLong("aarch64.differential.seed", 20_250_731L);
  private static final String ONLY = System.getProperty("aarch64.differential.mnemonic", ".*");

  private static final int BLOCK_LENGTH = 12;
  private static final int BATCH = 8_192;
  private static final int SHOWN = 8;
  private static final Path CORPUS = Path.of("src", "test", "resources", "cases");
  private static final Path FOLDER = Path.of("target", "differential");

  /** What QEMU 7.2 does not have in user mode, or does with keys and numbers of its own. */
  private static final Set<Feature> NOT_COMPARABLE =
      EnumSet.of(Feature.PAUTH, Feature.RNG, Feature.DPB, Feature.DPB2);

  /** The translator translates all that is executed. */
  static List<Engine> engines() {
    return List.of(new Interpreter(), new Translator(0));
  }

  private final Map<Encoding, Integer> hits = new HashMap<>();
  private final Set<String> shown = new HashSet<>();

  /** Lines that QEMU cannot judge; each has tests of its own. */
  private static boolean isComparable(Encoding e) {
    boolean raisesException = e.mnemonic().matches("svc|brk");
    int register = e.value() >>> 5 & 0xffff;
    // NZCV, FPCR and FPSR; others describe the implementation, or carry state from case to case.
    boolean state = register == 0xda10 || register == 0xda20 || register == 0xda21;
    boolean otherRegister = e.mnemonic().matches("mrs|msr") && !state;
    // QEMU's user mode clears 512 bytes.
    boolean zero = e.section().equals("C6.2 DC (ZVA)");
    return !NOT_COMPARABLE.contains(e.feature()) && !raisesException && !otherRegister && !zero;
  }

  private static List<Encoding> lines() {
    return InstructionSet.a64().encodings().stream()
        .filter(e -> e.implemented() && isComparable(e) && e.mnemonic().matches(ONLY))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void keptCasesAgree(Engine engine) throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.sorted().toList()) {
        cases.add(Case.parse(Files.readAllLines(file)));
      }
    }
    assertThat(cases).isNotEmpty();
    assertThat(differences(engine, cases)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyLineDoesWhatQemuDoes(Engine engine) throws IOException, InterruptedException {
    List<Encoding> lines = lines();
    CaseGenerator generator = new CaseGenerator(new Random(SEED));
    List<String> differences = new ArrayList<>();
    int total = lines.size() * HITS;
    for (int from = 0; from < total; from += BATCH) {
      List<Case> cases = new ArrayList<>();
      for (int i = from; i < Math.min(total, from + BATCH); i++) {
        cases.add(generator.single(lines.get(i % lines.size())));
      }
      differences.addAll(differences(engine, cases));
    }
    assertThat(differences).isEmpty();
    report(engine, "each line alone", total, lines);
    assertThat(lines).allMatch(e -> hits.getOrDefault(e, 0) >= HITS, "was hit " + HITS + " times");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void blocksOfInstructionsDoWhatQemuDoes(Engine engine) throws IOException, InterruptedException {
    List<Encoding> lines =
        lines().stream().filter(e -> !e.bits().equals(Comparison.HALF_TO_FIXED)).toList();
    CaseGenerator generator = new CaseGenerator(new Random(SEED));
    List<String> differences = new ArrayList<>();
    for (int from = 0; from < BLOCKS; from += BATCH) {
      List<Case> cases = new ArrayList<>();
      for (int i = from; i < Math.min(BLOCKS, from + BATCH); i++) {
        cases.add(generator.block(lines, BLOCK_LENGTH));
      }
      differences.addAll(differences(engine, cases));
    }
    assertThat(differences).isEmpty();
    report(engine, "blocks of " + BLOCK_LENGTH, BLOCKS, lines);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aWrongInstructionIsFoundInItsBlock(Engine engine) throws IOException, InterruptedException {
    List<Encoding> lines =
        lines().stream().filter(e -> e.mnemonic().matches("eor|orr|and|ldr|str|fadd")).toList();
    Case block = new CaseGenerator(new Random(SEED)).block(lines, BLOCK_LENGTH);
    int add = TableAssembler.assemble("add x3, x4, x5", 0);
    int subtract = TableAssembler.assemble("sub x3, x4, x5", 0);
    List<Case.Step> steps = new ArrayList<>(block.steps());
    steps.add(BLOCK_LENGTH / 2, new Case.Step(null, List.of(add)));
    Case whole = new Case(steps, block.input());
    Comparison comparison = new Comparison(engine, word -> word == add ? subtract : word);

    Comparison.Result result = comparison.run(List.of(whole)).getFirst();
    assertThat(result.differs()).isTrue();
    Comparison.Result smallest = comparison.shrink(result);

    assertThat(smallest.of().words()).containsExactly(add);
    assertThat(smallest.toString()).contains("add x3, x4, x5", "x3: QEMU ");
    assertThat(Case.parse(smallest.of().toLines()).toLines()).isEqualTo(smallest.of().toLines());
  }

  /** Runs cases, and returns what differs, one of each kind, each shrunk to one instruction. */
  private List<String> differences(Engine engine, List<Case> cases)
      throws IOException, InterruptedException {
    Comparison comparison = new Comparison(engine);
    List<String> result = new ArrayList<>();
    for (Comparison.Result each : comparison.run(cases)) {
      each.of().steps().forEach(this::count);
      if (!each.differs() || shown.size() >= SHOWN) {
        continue;
      }
      Comparison.Result smallest = each.of().steps().size() == 1 ? each : comparison.shrink(each);
      Encoding line = smallest.of().steps().getLast().encoding();
      if (shown.add(line == null ? smallest.toString() : line.bits())) {
        Path file = FOLDER.resolve("difference-" + shown.size() + ".case");
        Files.write(file, smallest.of().toLines());
        result.add(smallest + "\n kept in " + file);
      }
    }
    return result;
  }

  private void count(Case.Step step) {
    if (step.encoding() != null) {
      hits.merge(step.encoding(), 1, Integer::sum);
    }
  }

  /** Prints how often lines were hit, by what they need. */
  private void report(Engine engine, String what, int cases, List<Encoding> lines) {
    Map<String, int[]> groups = new TreeMap<>();
    for (Encoding e : lines) {
      int count = hits.getOrDefault(e, 0);
      int[] group =
          groups.computeIfAbsent(e.feature().name(), g -> new int[] {0, 0, Integer.MAX_VALUE});
      group[0]++;
      group[1] += count;
      group[2] = Math.min(group[2], count);
    }
    System.out.printf(
        "%s compared with QEMU, %s: %d cases, %d instructions, seed %d%n",
        engine.getClass().getSimpleName(),
        what,
        cases,
        hits.values().stream().mapToInt(i -> i).sum(),
        SEED);
    long others =
        InstructionSet.a64().encodings().stream()
            .filter(e -> e.implemented() && !isComparable(e))
            .count();
    System.out.printf("  %d lines are not for QEMU to judge, and have their own tests%n", others);
    groups.forEach((name, n) ->
        System.out.printf(
            "  %-10s %5d lines, %7d instructions, each line at least %d times%n",
            name, n[0], n[1], n[2]));
  }
}
