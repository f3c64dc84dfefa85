package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each rule of section headers, symbol tables, relocations and notes, broken by itself. */
class SectionRulesTest {
  private static final int TEXT = 1;
  private static final int NOTE = 4;
  private static final int RELA = 5;
  private static final int SYMTAB = 6;
  private static final int SHSTRTAB = 8;

  private interface Reading {
    void read(ElfFile file) throws ElfException;
  }

  private static Fields fields(byte[] bytes) {
    return new Fields(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN);
  }

  private static long at(byte[] bytes, int section, int field) {
    return fields(bytes).i64(ElfHeader.E_SHOFF) + (long) section * Section.SIZE + field;
  }

  private static void assertRefused(
      byte[] bytes, Consumer<Fields> damage, Reading reading, long offset, String rule) {
    byte[] damaged = bytes.clone();
    damage.accept(fields(damaged));
    assertThatExceptionOfType(ElfException.class)
        .isThrownBy(() -> reading.read(ElfFile.parse(damaged)))
        .satisfies(e -> assertThat(e.rule()).contains(rule))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
  }

  private static void assertSectionsRefused(Consumer<Fields> damage, long offset, String rule) {
    assertRefused(Samples.object(), damage, ElfFile::sections, offset, rule);
  }

  @Test
  void theTableLiesInTheFile() {
    byte[] b = Samples.object();
    assertSectionsRefused(
        f -> f.put64(ElfHeader.E_SHOFF, b.length), ElfHeader.E_SHOFF, "must lie in the file");
    assertSectionsRefused(
        f -> f.put64(ElfHeader.E_SHOFF, -64), ElfHeader.E_SHOFF, "must lie in the file");
    assertSectionsRefused(
        f -> f.put16(ElfHeader.E_SHNUM, 10), ElfHeader.E_SHOFF, "must lie in the file");
    assertSectionsRefused(
        f -> f.put16(ElfHeader.E_SHENTSIZE, 40), ElfHeader.E_SHENTSIZE, "must be 64, not 40");
  }

  @Test
  void theExtendedCountFitsIntoTheFile() {
    byte[] b = Samples.object();
    for (long count : new long[] {1L << 60, -1, Long.MIN_VALUE, b.length}) {
      assertSectionsRefused(
          f -> {
            f.put16(ElfHeader.E_SHNUM, 0);
            f.put64(at(b, 0, Section.SH_SIZE), count);
          },
          at(b, 0, Section.SH_SIZE),
          Long.toUnsignedString(count) + " section headers must fit");
    }
  }

  @Test
  void theExtendedCountIsReadFromSectionZero() throws ElfException {
    byte[] b = Samples.object();
    int count = fields(b).u16(ElfHeader.E_SHNUM);
    fields(b).put16(ElfHeader.E_SHNUM, 0);
    fields(b).put64(at(b, 0, Section.SH_SIZE), count);
    fields(b).put16(ElfHeader.E_SHSTRNDX, Section.SHN_XINDEX);
    fields(b).put32(at(b, 0, Section.SH_LINK), SHSTRTAB);
    ElfFile file = ElfFile.parse(b);
    assertThat(file.sections()).hasSize(count);
    assertThat(file.section(".text")).isPresent();
    assertThat(file.write()).isEqualTo(b);
  }

  @Test
  void contentsLieInTheFile() {
    byte[] b = Samples.object();
    for (long value : new long[] {1L << 60, -1, Long.MIN_VALUE, b.length + 1}) {
      assertSectionsRefused(
          f -> f.put64(at(b, TEXT, Section.SH_OFFSET), value),
          at(b, TEXT, Section.SH_OFFSET),
          "content of section 1");
      assertSectionsRefused(
          f -> f.put64(at(b, TEXT, Section.SH_SIZE), value),
          at(b, TEXT, Section.SH_OFFSET),
          "content of section 1");
    }
  }

  @Test
  void zeroFillMayClaimAnySize() throws ElfException {
    byte[] b = Samples.object();
    fields(b).put64(at(b, 3, Section.SH_SIZE), -1);
    fields(b).put64(at(b, 3, Section.SH_OFFSET), -1);
    ElfFile file = ElfFile.parse(b);
    Section bss = file.section(".bss").orElseThrow();
    assertThat(bss.size()).isEqualTo(-1);
    assertThat(file.content(bss).byteSize()).isZero();
  }

  @Test
  void namesLieInTheirTable() throws ElfException {
    byte[] b = Samples.object();
    assertSectionsRefused(
        f -> f.put16(ElfHeader.E_SHSTRNDX, 9), ElfHeader.E_SHSTRNDX, "one of 9 sections");
    assertSectionsRefused(
        f -> f.put16(ElfHeader.E_SHSTRNDX, TEXT), ElfHeader.E_SHSTRNDX, "must be STRTAB");
    assertSectionsRefused(
        f -> f.put32(at(b, TEXT, 0), -1), at(b, TEXT, 0), "must lie in the string table");
    Section names = ElfFile.parse(b).sections().get(SHSTRTAB);
    assertSectionsRefused(
        f -> f.put64(at(b, SHSTRTAB, Section.SH_SIZE), names.size() - 1),
        at(b, SHSTRTAB, 0),
        "must end in NUL");
  }

  @Test
  void symbolTablesAreWellFormed() throws ElfException {
    byte[] b = Samples.object();
    Reading symbols = file -> file.symbols(file.sections().get(SYMTAB));
    assertRefused(
        b,
        f -> f.put64(at(b, SYMTAB, Section.SH_ENTSIZE), 0),
        symbols,
        at(b, SYMTAB, Section.SH_ENTSIZE),
        "sh_entsize of a SYMTAB section must be 24, not 0");
    assertRefused(
        b,
        f -> f.put64(at(b, SYMTAB, Section.SH_SIZE), 25),
        symbols,
        at(b, SYMTAB, Section.SH_SIZE),
        "multiple of 24");
    assertRefused(
        b,
        f -> f.put32(at(b, SYMTAB, Section.SH_LINK), -1),
        symbols,
        at(b, SYMTAB, Section.SH_LINK),
        "sh_link 4294967295 must be the index");
    assertRefused(
        b,
        f -> f.put32(at(b, SYMTAB, Section.SH_LINK), TEXT),
        symbols,
        at(b, SYMTAB, Section.SH_LINK),
        "must name a STRTAB section");
    long second = ElfFile.parse(b).sections().get(SYMTAB).offset() + Symbol.SIZE;
    assertRefused(
        b, f -> f.put32(second, 0x7fffffff), symbols, second, "must lie in the string table");
    assertRefused(
        b,
        f -> f.put16(second + Symbol.ST_SHNDX, Section.SHN_XINDEX),
        symbols,
        second + Symbol.ST_SHNDX,
        "must have its entry in a SYMTAB_SHNDX section");
  }

  @Test
  void relocationsAreWellFormed() {
    byte[] b = Samples.object();
    Reading relocations = file -> file.relocations(file.sections().get(RELA));
    assertRefused(
        b,
        f -> f.put64(at(b, RELA, Section.SH_ENTSIZE), 16),
        relocations,
        at(b, RELA, Section.SH_ENTSIZE),
        "sh_entsize of a RELA section must be 24, not 16");
    assertRefused(
        b,
        f -> f.put64(at(b, RELA, Section.SH_SIZE), 47),
        relocations,
        at(b, RELA, Section.SH_SIZE),
        "multiple of 24");
  }

  @Test
  void notesAreWellFormed() throws ElfException {
    byte[] b = Samples.object();
    Reading notes = file -> file.notes(file.sections().get(NOTE));
    long start = ElfFile.parse(b).sections().get(NOTE).offset();
    for (int size : new int[] {13, 0x7fffffff, 0x80000000, -1}) {
      assertRefused(b, f -> f.put32(start, size), notes, start, "must lie in its notes");
      assertRefused(b, f -> f.put32(start + 4, size), notes, start, "must lie in its notes");
    }
    assertRefused(
        b,
        f -> f.put64(at(b, NOTE, Section.SH_SIZE), 11),
        notes,
        start,
        "must have a header of 12 bytes");
  }

  private static byte[] note(String name, byte[] descriptor, int padding) {
    int nameEnd = 12 + name.length() + 1;
    int start = (nameEnd + padding - 1) & -padding;
    byte[] bytes = new byte[(start + descriptor.length + padding - 1) & -padding];
    Fields out = fields(bytes);
    out.put32(0, name.length() + 1);
    out.put32(4, descriptor.length);
    out.put32(8, 0x100 + descriptor.length);
    for (int i = 0; i < name.length(); i++) {
      out.put8(12 + i, name.charAt(i));
    }
    System.arraycopy(descriptor, 0, bytes, start, descriptor.length);
    return bytes;
  }

  @Test
  void notesArePaddedToTheAlignmentOfTheirSection() throws ElfException {
    for (int padding : new int[] {4, 8}) {
      byte[] first = note("first", new byte[] {1, 2, 3}, padding);
      byte[] second = note("a", new byte[0], padding);
      byte[] third = note("third", new byte[] {4}, padding);
      byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
      System.arraycopy(second, 0, all, first.length, second.length);
      System.arraycopy(third, 0, all, first.length + second.length, third.length);
      byte[] bytes =
          ElfWriter.of(ObjectType.EXEC, Machine.AARCH64)
              .segment(SegmentType.NOTE, all, Segment.PF_R, padding)
              .section(".note", SectionType.NOTE, 0, padding, all)
              .write();
      ElfFile file = ElfFile.parse(bytes);
      for (List<Note> notes :
          List.of(file.notes(file.sections().get(1)), file.notes(file.segments().getFirst()))) {
        assertThat(notes).extracting(Note::name).containsExactly("first", "a", "third");
        assertThat(notes).extracting(Note::type).containsExactly(0x103, 0x100, 0x101);
        assertThat(notes.get(0).descriptor().toArray(ValueLayout.JAVA_BYTE))
            .containsExactly(1, 2, 3);
        assertThat(notes.get(2).descriptor().toArray(ValueLayout.JAVA_BYTE)).containsExactly(4);
      }
    }
  }
}
