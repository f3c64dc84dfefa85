package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built is what is parsed; and other tools take it for what it says it is. */
class ElfWriterTest {
  record Load(long address, MemorySegment content, long zeroFill, int flags) {
    byte[] bytes() {
      return content.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  record Item(String name, int type, long flags, int alignment, MemorySegment content) {
    byte[] bytes() {
      return content.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Provide
  Arbitrary<List<Load>> loads() {
    Arbitrary<Long> pages = Arbitraries.longs().between(0, 1L << 30);
    return Combinators.combine(
            pages.map(n -> n * 4096),
            Arbitraries.integers().between(0, 4095),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(MemorySegment::ofArray),
            Arbitraries.longs().between(0, 1L << 40),
            Arbitraries.integers().between(0, 7))
        .as((page, in, content, zero, flags) -> new Load(page + in, content, zero, flags))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<Item>> items() {
    return Combinators.combine(
            Arbitraries.strings().alpha().numeric().withChars('.', 'é').ofMaxLength(12),
            // Types whose content has no form of its own, and one that nobody knows.
            Arbitraries.of(1, 14, 15, 0x60001234),
            Arbitraries.longs(),
            Arbitraries.of(1, 2, 4, 8, 16, 4096),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(MemorySegment::ofArray))
        .as(Item::new)
        .list()
        .ofMaxSize(10);
  }

  @Provide
  Arbitrary<List<Symbol>> symbols() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(10).filter(s -> s.indexOf('\0') < 0),
            Arbitraries.integers().between(1, 15),
            Arbitraries.integers().between(0, 15),
            Arbitraries.of(0, 1, Section.SHN_ABS, Section.SHN_COMMON),
            Arbitraries.longs(),
            Arbitraries.longs(),
            Arbitraries.integers().between(0, 255))
        .as((name, binding, type, section, value, size, other) ->
            new Symbol(
                wellFormed(name),
                0,
                new SymbolBinding(binding),
                new SymbolType(type),
                other,
                section,
                0,
                value,
                size))
        .list()
        .ofMaxSize(10);
  }

  private static String wellFormed(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<ByteOrder> orders() {
    return Arbitraries.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @Property(tries = 300)
  void segmentsThatAreBuiltAreParsed(
      @ForAll("loads") List<Load> loads, @ForAll("orders") ByteOrder order, @ForAll long entry)
      throws ElfException {
    ElfWriter writer = Samples.executable().byteOrder(order).entry(entry).flags(0xabcd);
    for (Load load : loads) {
      writer.load(
          load.address(), load.bytes(), load.bytes().length + load.zeroFill(), load.flags());
    }
    byte[] bytes = writer.write();
    ElfFile file = ElfFile.parse(bytes);
    assertThat(file.write()).isEqualTo(bytes);
    assertThat(file.header().byteOrder()).isEqualTo(order);
    assertThat(file.header().entry()).isEqualTo(entry);
    assertThat(file.header().flags()).isEqualTo(0xabcd);
    assertThat(file.segments()).hasSameSizeAs(loads);
    for (int i = 0; i < loads.size(); i++) {
      Segment segment = file.segments().get(i);
      Load load = loads.get(i);
      assertThat(segment.type()).isEqualTo(SegmentType.LOAD);
      assertThat(segment.virtualAddress()).isEqualTo(load.address());
      assertThat(segment.flags()).isEqualTo(load.flags());
      assertThat(segment.memorySize()).isEqualTo(load.bytes().length + load.zeroFill());
      assertThat(file.content(segment).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(load.bytes());
      if (load.bytes().length > 0) {
        assertThat((segment.offset() - load.address()) % 4096).isZero();
      }
    }
  }

  @Property(tries = 300)
  void sectionsAndSymbolsThatAreBuiltAreParsed(
      @ForAll("items") List<Item> items,
      @ForAll("symbols") List<Symbol> symbols,
      @ForAll("orders") ByteOrder order)
      throws ElfException {
    ElfWriter writer = ElfWriter.of(ObjectType.REL, Machine.AARCH64).byteOrder(order);
    for (Item item : items) {
      writer.section(
          item.name(), new SectionType(item.type()), item.flags(), item.alignment(), item.bytes());
    }
    symbols.forEach(writer::symbol);
    byte[] bytes = writer.write();
    ElfFile file = ElfFile.parse(bytes);
    assertThat(file.write()).isEqualTo(bytes);
    for (int i = 0; i < items.size(); i++) {
      Section section = file.sections().get(i + 1);
      Item item = items.get(i);
      assertThat(section.name()).isEqualTo(item.name());
      assertThat(section.type().value()).isEqualTo(item.type());
      assertThat(section.flags()).isEqualTo(item.flags());
      assertThat(section.alignment()).isEqualTo(item.alignment());
      assertThat(section.offset() % item.alignment()).isZero();
      assertThat(file.content(section).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(item.bytes());
    }
    if (!symbols.isEmpty()) {
      List<Symbol> read = file.symbols(file.sections().get(items.size() + 1));
      assertThat(read.subList(1, read.size()))
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nameOffset")
          .isEqualTo(symbols);
    }
  }

  @Property(tries = 200)
  void relocationsThatAreBuiltAreParsed(
      @ForAll("orders") ByteOrder order,
      @ForAll long offset,
      @ForAll int symbol,
      @ForAll int type,
      @ForAll long addend,
      @ForAll boolean withAddend)
      throws ElfException {
    Relocation relocation =
        new Relocation(
            offset, symbol, type, withAddend ? OptionalLong.of(addend) : OptionalLong.empty());
    byte[] bytes =
        ElfWriter.of(ObjectType.REL, Machine.AARCH64)
            .byteOrder(order)
            .section(".text", SectionType.PROGBITS, 6, 4, new byte[4])
            .relocations(1, List.of(relocation, relocation))
            .write();
    ElfFile file = ElfFile.parse(bytes);
    Section section = file.sections().get(2);
    assertThat(section.name()).isEqualTo(withAddend ? ".rela.text" : ".rel.text");
    assertThat(section.info()).isEqualTo(1);
    assertThat(file.relocations(section)).containsExactly(relocation, relocation);
  }

  @Test
  void theSameCallsGiveTheSameBytes() {
    assertThat(Samples.object()).isEqualTo(Samples.object());
  }

  @Test
  void readelfFindsNothingToWarnOf(@TempDir Path folder) throws IOException {
    for (byte[] bytes : List.of(Samples.program(), Samples.object())) {
      Path file = Files.write(folder.resolve("file"), bytes);
      Tools.Result result = Tools.run(folder, Tools.READELF, "-W", "-a", "--lint", file.toString());
      assertThat(result.errors()).isEmpty();
      assertThat(result.status()).isZero();
    }
  }

  @Test
  void theProgramRuns(@TempDir Path folder) throws IOException {
    assertThat(runs(folder, Samples.program())).isEqualTo(42);
  }

  @Test
  void theObjectLinksAndRuns(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("sample.o"), Samples.object());
    Tools.succeed(folder, "aarch64-linux-gnu-ld", "-o", "sample", "sample.o");
    assertThat(runs(folder, Files.readAllBytes(folder.resolve("sample")))).isEqualTo(42);
  }

  private static int runs(Path folder, byte[] program) throws IOException {
    Path file = Files.write(folder.resolve("program"), program);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return Tools.run(folder, Tools.QEMU, file.toString()).status();
  }

  @Test
  void moreSectionsThanFitInto16Bits(@TempDir Path folder) throws ElfException, IOException {
    ElfWriter writer = ElfWriter.of(ObjectType.REL, Machine.AARCH64);
    int count = 0x10002;
    for (int i = 1; i <= count; i++) {
      writer.section("s" + i, SectionType.PROGBITS, 0, 1, new byte[] {(byte) i});
    }
    writer.symbol(Symbol.of("low", SymbolBinding.GLOBAL, SymbolType.OBJECT, 7, 0, 1));
    writer.symbol(Symbol.of("high", SymbolBinding.GLOBAL, SymbolType.OBJECT, count, 0, 1));
    writer.symbol(Symbol.of("reserved", SymbolBinding.GLOBAL, SymbolType.OBJECT, 0xfff1, 0, 1));
    byte[] bytes = writer.write();
    ElfFile file = ElfFile.parse(bytes);
    assertThat(file.header().sectionHeaderCount()).isZero();
    assertThat(file.header().sectionNameIndex()).isEqualTo(Section.SHN_XINDEX);
    assertThat(file.sections()).hasSize(count + 5);
    assertThat(file.sections().get(count).name()).isEqualTo("s" + count);
    List<Symbol> symbols = file.symbols(file.section(".symtab").orElseThrow());
    assertThat(symbols.get(1).section()).hasValue(7);
    assertThat(symbols.get(2).section()).hasValue(count);
    assertThat(symbols.get(3).section()).hasValue(0xfff1);
    assertThat(file.write()).isEqualTo(bytes);

    Path path = Files.write(folder.resolve("many"), bytes);
    String out = Tools.succeed(folder, Tools.READELF, "-W", "-h", "-s", path.toString());
    assertThat(out)
        .contains("(" + (count + 5) + ")")
        .containsPattern("DEFAULT +" + count + " high")
        .containsPattern("DEFAULT +" + 0xfff1 + " reserved");
  }

  @Test
  void moreProgramHeadersThanFitInto16Bits(@TempDir Path folder) throws ElfException, IOException {
    ElfWriter writer = ElfWriter.of(ObjectType.CORE, Machine.AARCH64);
    int count = 0x10001;
    for (int i = 0; i < count; i++) {
      writer.load(i * 4096L, new byte[0], 4096, Segment.PF_R);
    }
    byte[] bytes = writer.write();
    ElfFile file = ElfFile.parse(bytes);
    assertThat(file.header().programHeaderCount()).isEqualTo(ElfHeader.PN_XNUM);
    assertThat(file.segments()).hasSize(count);
    assertThat(file.segments().getLast().virtualAddress()).isEqualTo((count - 1) * 4096L);
    assertThat(file.write()).isEqualTo(bytes);

    Path path = Files.write(folder.resolve("many"), bytes);
    assertThat(Tools.succeed(folder, Tools.READELF, "-W", "-h", path.toString()))
        .contains("65535 (" + count + ")");
  }

  @Test
  void pnXnumWithoutSectionZeroIsRefused() {
    byte[] bytes = Samples.program();
    bytes[ElfHeader.E_PHNUM] = (byte) 0xff;
    bytes[ElfHeader.E_PHNUM + 1] = (byte) 0xff;
    assertThatThrownBy(() -> ElfFile.parse(bytes))
        .isInstanceOf(ElfException.class)
        .hasMessageContaining("PN_XNUM");
  }

  @Test
  void sectionsOfSegmentsHaveTheirBytes(@TempDir Path folder) throws ElfException, IOException {
    byte[] bytes =
        Samples.executable()
            .load(0x400120, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 8, Segment.PF_R | Segment.PF_X)
            .load(0x410128, new byte[] {9, 9}, 100, Segment.PF_R | Segment.PF_W)
            .loadedSection(".text", SectionType.PROGBITS, 6, 4, 0x400124, 4)
            .loadedSection(".data", SectionType.PROGBITS, 3, 1, 0x410128, 2)
            .loadedSection(".bss", SectionType.NOBITS, 3, 2, 0x41012a, 98)
            .write();
    ElfFile file = ElfFile.parse(bytes);
    Section text = file.section(".text").orElseThrow();
    assertThat(text.address()).isEqualTo(0x400124);
    assertThat(file.content(text).toArray(ValueLayout.JAVA_BYTE)).containsExactly(5, 6, 7, 8);
    assertThat(file.section(".bss").orElseThrow().offset())
        .isEqualTo(file.segments().get(1).offset() + 2);
    Path path = Files.write(folder.resolve("program"), bytes);
    assertThat(Tools.succeed(folder, Tools.READELF, "-W", "-l", "--lint", path.toString()))
        .contains("00     .text", "01     .data .bss");
  }

  @Test
  void misuseIsRefused() {
    ElfWriter writer = ElfWriter.of(ObjectType.REL, Machine.AARCH64);
    List<Runnable> misuses = new ArrayList<>();
    misuses.add(() -> writer.load(0, new byte[2], 1, 0));
    misuses.add(() -> writer.section("s", SectionType.PROGBITS, 0, 3, new byte[0]));
    misuses.add(() -> writer.relocations(1, List.of()));
    writer.load(0x1000, new byte[4], 8, 0);
    misuses.add(() -> writer.loadedSection("s", SectionType.PROGBITS, 2, 1, 0x1000, 5));
    misuses.add(() -> writer.loadedSection("s", SectionType.NOBITS, 2, 1, 0x0fff, 1));
    misuses.add(() -> writer.loadedSection("s", SectionType.NOBITS, 2, 1, 0x1000, -1));
    writer.symbol(Symbol.of("g", SymbolBinding.GLOBAL, SymbolType.FUNC, 0, 0, 0));
    misuses.add(() -> writer.symbol(Symbol.of("l", SymbolBinding.LOCAL, SymbolType.FUNC, 0, 0, 0)));
    misuses.add(() -> new SymbolType(16));
    misuses.add(() -> new Machine(0x10000));
    for (Runnable misuse : misuses) {
      assertThatThrownBy(misuse::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
