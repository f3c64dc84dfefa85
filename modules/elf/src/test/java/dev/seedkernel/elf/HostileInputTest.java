package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile files give an ElfException: nothing else, in bounded time and memory. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInputTest {
  private static final long SEED = 20260101;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static void mutate(byte[] original, int count) throws ElfException {
    ElfHeader header = ElfFile.parse(original).header();
    int refused = 0;
    int planned = 0;
    int sections = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = HostileInput.mutate(original, header, new SplittableRandom(SEED + i));
      long start = System.nanoTime();
      HostileInput.Outcome outcome;
      try {
        outcome = HostileInput.exercise(bytes);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutation with seed " + (SEED + i), e);
      }
      assertThat(System.nanoTime() - start).as("time of seed %s", SEED + i).isLessThan(LIMIT_NANOS);
      refused += outcome.parsed() ? 0 : 1;
      planned += outcome.planned() ? 1 : 0;
      sections += outcome.sections() ? 1 : 0;
    }
    // Mutations that all die at the first check would show nothing about the others.
    assertThat(refused).isBetween(count / 100, count * 9 / 10);
    assertThat(sections).isGreaterThan(count / 20);
    if (header.type().equals(ObjectType.EXEC)) {
      assertThat(planned).isGreaterThan(count / 20);
    }
  }

  @Test
  void mutationsOfAHandMadeProgram() throws ElfException {
    mutate(Samples.program(), 8000);
  }

  @Test
  void mutationsOfAHandMadeObject() throws ElfException {
    mutate(Samples.object(), 8000);
  }

  @Test
  void mutationsOfARealProgram() throws ElfException {
    mutate(RealFiles.read("free"), 3000);
  }

  @Test
  void mutationsOfARealProgramWithProperties() throws ElfException {
    mutate(RealFiles.read("property"), 3000);
  }

  @Test
  void mutationsOfARealBigEndianObject() throws ElfException {
    mutate(RealFiles.read("big-endian"), 3000);
  }

  @Test
  void everyTruncationIsHandled() {
    byte[] object = Samples.object();
    for (int size = 0; size < object.length; size++) {
      HostileInput.exercise(Arrays.copyOf(object, size));
    }
    assertThat(HostileInput.exercise(object).sections()).isTrue();
  }

  @Test
  void mutationsRunInAJvmWith32MiB(@TempDir Path folder) throws Exception {
    Path program = Files.write(folder.resolve("program"), Samples.program());
    Path object = Files.write(folder.resolve("object"), Samples.object());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(classes(ElfFile.class) + ":" + classes(HostileInput.class));
    command.add(HostileInput.class.getName());
    command.addAll(List.of("77", "2000", program.toString(), object.toString()));
    Tools.Result result = Tools.run(folder, command.toArray(String[]::new));
    assertThat(result.errors()).isEmpty();
    assertThat(result.status()).isZero();
  }

  private static String classes(Class<?> type) throws Exception {
    Path target = Path.of("target").toAbsolutePath();
    String file = type.getName().replace('.', '/') + ".class";
    for (String folder : List.of("classes", "test-classes")) {
      if (Files.exists(target.resolve(folder).resolve(file))) {
        return target.resolve(folder).toString();
      }
    }
    throw new AssertionError("no class file of " + type);
  }

  /** 20 000 symbols that share the tail of one name of a million bytes: 20 GB of names. */
  @Test
  void namesThatShareTheirTailsDoNotMultiply() throws ElfException {
    byte[] bytes = sharedTails(20_000, 1_000_000);
    ElfFile file = ElfFile.parse(bytes);
    Section table = file.section(".symtab").orElseThrow();
    assertThatExceptionOfType(ElfException.class)
        .isThrownBy(() -> file.symbols(table))
        .withMessageContaining("must not be far larger than the file");
    assertThat(ElfDescription.of(file))
        .anyMatch(line -> line.contains(".symtab cannot be read: at offset"));
  }

  private static byte[] sharedTails(int count, int length) throws ElfException {
    ElfWriter writer =
        ElfWriter.of(ObjectType.REL, Machine.AARCH64)
            .symbol(Symbol.of("n".repeat(length), SymbolBinding.GLOBAL, SymbolType.FUNC, 0, 0, 0));
    for (int i = 1; i < count; i++) {
      writer.symbol(Symbol.of("", SymbolBinding.GLOBAL, SymbolType.FUNC, 0, 0, 0));
    }
    byte[] bytes = writer.write();
    Section table = ElfFile.parse(bytes).section(".symtab").orElseThrow();
    Fields out = new Fields(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= count; i++) {
      out.put32(table.offset() + (long) i * Symbol.SIZE, 1 + i);
    }
    return bytes;
  }

  @Test
  void controlCharactersInNamesDoNotReachTheTerminal() throws ElfException {
    byte[] bytes =
        ElfWriter.of(ObjectType.REL, Machine.AARCH64)
            .section("\u001b[2J\u009b\u202e", SectionType.PROGBITS, 0, 1, new byte[1])
            .symbol(Symbol.of("a\nb\r", SymbolBinding.GLOBAL, SymbolType.FUNC, 1, 0, 0))
            .write();
    String text = String.join("\0", ElfDescription.of(ElfFile.parse(bytes)));
    assertThat(text).contains("\\u{1b}[2J\\u{9b}\\u{202e}").contains("a\\u{a}b\\u{d}");
    assertThat(text.replace("\0", "").codePoints().noneMatch(Character::isISOControl)).isTrue();
  }

  @Test
  void descriptionOfVeryManySymbolsIsCut() throws ElfException {
    ElfWriter writer = ElfWriter.of(ObjectType.REL, Machine.AARCH64);
    for (int i = 0; i < ElfDescription.MAX_LINES; i++) {
      writer.symbol(Symbol.of("s", SymbolBinding.GLOBAL, SymbolType.FUNC, 0, i, 0));
    }
    List<String> lines = ElfDescription.of(ElfFile.parse(writer.write()));
    assertThat(lines).hasSize(ElfDescription.MAX_LINES);
    assertThat(lines.getLast()).isEqualTo("The rest is not shown.");
  }

  @Test
  void whatIsNoElf64FileIsNamed() {
    assertRefused(new byte[0], 0, "no room for an ELF header");
    assertRefused("#!/bin/sh\n".repeat(10).getBytes(StandardCharsets.UTF_8), 0, "7f 45 4c 46");
    byte[] program = Samples.program();
    program[4] = 1;
    assertRefused(program, 4, "class is ELFCLASS32 (1), not ELFCLASS64 (2)");
    program[4] = 2;
    program[5] = 3;
    assertRefused(program, 5, "byte order is 3");
  }

  private static void assertRefused(byte[] bytes, long offset, String rule) {
    assertThatExceptionOfType(ElfException.class)
        .isThrownBy(() -> ElfFile.parse(bytes))
        .satisfies(e -> assertThat(e.rule()).contains(rule))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
  }
}
