package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** parse∘write is the identity on real files, and so is decode∘encode on each entry of a table. */
class RoundTripTest {
  @TestFactory
  List<DynamicTest> writeGivesTheBytesThatWereParsed() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : RealFiles.all().keySet()) {
      tests.add(
          DynamicTest.dynamicTest(
              name,
              () -> {
                byte[] bytes = RealFiles.read(name);
                assertThat(ElfFile.parse(bytes).write()).isEqualTo(bytes);
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> everyTableEncodesToItsBytes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : RealFiles.all().keySet()) {
      tests.add(DynamicTest.dynamicTest(name, () -> reencode(RealFiles.read(name))));
    }
    return tests;
  }

  private static void reencode(byte[] bytes) throws ElfException {
    ElfFile file = ElfFile.parse(bytes);
    ByteOrder order = file.header().byteOrder();
    byte[] copy = bytes.clone();
    Fields out = new Fields(MemorySegment.ofArray(copy), order);
    // What is not encoded again must not pass because it was never wiped.
    wipe(copy, 0, ElfHeader.SIZE);
    wipe(copy, file.header().programHeaderOffset(), (long) file.segments().size() * Segment.SIZE);
    wipe(copy, file.header().sectionHeaderOffset(), (long) file.sections().size() * Section.SIZE);
    file.header().encode(MemorySegment.ofArray(copy));
    for (int i = 0; i < file.segments().size(); i++) {
      file.segments().get(i).encode(out, file.header().programHeaderOffset() + 56L * i);
    }
    for (Section section : file.sections()) {
      section.encode(out, file.header().sectionHeaderOffset() + 64L * section.index());
      encodeTable(file, section, copy, out);
    }
    assertThat(copy).isEqualTo(bytes);
  }

  private static void encodeTable(ElfFile file, Section section, byte[] copy, Fields out)
      throws ElfException {
    long at = section.offset();
    if (!section.hasContent()) {
      return;
    }
    if (section.type().equals(SectionType.SYMTAB) || section.type().equals(SectionType.DYNSYM)) {
      wipe(copy, at, section.size());
      for (Symbol symbol : file.symbols(section)) {
        symbol.encode(out, at);
        at += Symbol.SIZE;
      }
    } else if (section.type().equals(SectionType.RELA)) {
      wipe(copy, at, section.size());
      for (Relocation relocation : file.relocations(section)) {
        relocation.encode(out, at);
        at += Relocation.RELA_SIZE;
      }
    }
  }

  private static void wipe(byte[] bytes, long offset, long size) {
    MemorySegment.ofArray(bytes).asSlice(size == 0 ? 0 : offset, size).fill((byte) 0xa5);
  }

  @Test
  void aChangedHeaderAndChangedSegmentsAreWritten() throws ElfException {
    ElfFile file = ElfFile.parse(Samples.program());
    ElfHeader h = file.header();
    ElfHeader changed =
        new ElfHeader(
            h.byteOrder(),
            1,
            OsAbi.GNU,
            7,
            0x01020304050607L,
            ObjectType.DYN,
            Machine.RISCV,
            9,
            0x1234,
            h.programHeaderOffset(),
            h.sectionHeaderOffset(),
            0xcafe,
            80,
            h.programHeaderSize(),
            h.programHeaderCount(),
            h.sectionHeaderSize(),
            h.sectionHeaderCount(),
            h.sectionNameIndex());
    Segment segment = new Segment(0, new SegmentType(0x12345678), -1, 1, -2, 3, 4, -5, 6);
    ElfFile written =
        ElfFile.parse(file.withHeader(changed).withSegments(List.of(segment)).write());
    assertThat(written.header()).isEqualTo(changed);
    assertThat(written.segments()).containsExactly(segment);
    assertThat(ElfFile.parse(Samples.program()).header()).isEqualTo(h);
    assertThatThrownBy(() -> file.withSegments(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHeaderThatMovesATableIsRefused() throws ElfException {
    ElfFile program = ElfFile.parse(Samples.program());
    ElfFile object = ElfFile.parse(Samples.object());
    assertThatThrownBy(() -> program.withHeader(object.header()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("move a table");
  }

  @Test
  void paddingAndUnknownBytesAreKept() throws ElfException {
    byte[] bytes = Samples.program();
    bytes[7] = (byte) 200;
    for (int i = 9; i < 16; i++) {
      bytes[i] = (byte) (0xf0 + i);
    }
    byte[] longer = MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_BYTE);
    ElfFile file = ElfFile.parse(longer);
    assertThat(file.header().osAbi()).isEqualTo(new OsAbi(200)).hasToString("0xc8");
    assertThat(file.header().identPadding()).isEqualTo(0xf9fafbfcfdfeffL);
    assertThat(file.write()).isEqualTo(bytes);
  }

  @Test
  void relocationsWithoutAddendAreRead() throws ElfException {
    Relocation relocation = new Relocation(4, 1, 257, OptionalLong.empty());
    byte[] bytes =
        ElfWriter.of(ObjectType.REL, Machine.AARCH64)
            .section(".data", SectionType.PROGBITS, 3, 8, new byte[16])
            .symbol(Symbol.of("s", SymbolBinding.GLOBAL, SymbolType.NOTYPE, 0, 0, 0))
            .relocations(1, List.of(relocation))
            .write();
    ElfFile file = ElfFile.parse(bytes);
    Section section = file.section(".rel.data").orElseThrow();
    assertThat(section.type()).isEqualTo(SectionType.REL);
    assertThat(file.relocations(section)).containsExactly(relocation);
    assertThatThrownBy(() -> file.symbols(section)).isInstanceOf(IllegalArgumentException.class);
  }
}
