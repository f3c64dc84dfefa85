package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description of a file holds what readelf shows of it. */
class ElfDescriptionTest {
  private static List<String> describe(byte[] bytes) throws ElfException {
    return ElfDescription.of(ElfFile.parse(bytes));
  }

  @Test
  void aProgram() throws ElfException {
    assertThat(describe(Samples.program()))
        .containsExactly(
            "ELF header:",
            "  Class:                             ELF64",
            "  Data:                              2's complement, little endian",
            "  Identification version:            1",
            "  OS/ABI:                            System V",
            "  ABI version:                       0",
            "  Type:                              EXEC",
            "  Machine:                           AArch64 (183)",
            "  Version:                           0x1",
            "  Entry point:                       0x400000",
            "  Start of program headers:          64",
            "  Start of section headers:          0",
            "  Flags:                             0x0",
            "  Size of this header:               64",
            "  Size of a program header:          56",
            "  Number of program headers:         1",
            "  Size of a section header:          0",
            "  Number of section headers:         0",
            "  Section name string table:         0",
            "",
            "Program headers:",
            "  Type           Offset     VirtAddr           PhysAddr           FileSiz    MemSiz    "
                + " Flg Align",
            "  LOAD           0x00001000 0x0000000000400000 0x0000000000400000 0x0000000c 0x0000000c"
                + " R E 0x1000",
            "",
            "No section headers.");
  }

  @Test
  void anObject() throws ElfException {
    List<String> lines = describe(Samples.object());
    assertThat(lines)
        .contains(
            "  [  1] .text                PROGBITS       0000000000000000 00000040 00000010 0000"
                + "   AX    0    0     4",
            "Symbol table .symtab, 4 entries:",
            "      1: 0000000000000000     0 FILE       LOCAL      DEFAULT     ABS sample.c",
            "      3: 0000000000000000    16 FUNC       GLOBAL     DEFAULT       1 _start",
            "Notes in .note.gnu.build-id:",
            "  GNU                  0x00000008 NT_GNU_BUILD_ID 0102030405060708");
  }

  @Test
  void sectionsInSegmentsAreThoseOfReadelf() throws ElfException {
    for (String name : List.of("static", "static-pie", "dynamic", "free", "property")) {
      String theirs =
          Tools.succeed(
              RealFiles.FOLDER,
              Tools.READELF,
              "-W",
              "-l",
              RealFiles.FOLDER.resolve(name).toString());
      Pattern row = Pattern.compile("^   (\\d\\d) +(.*?) *$", Pattern.MULTILINE);
      List<String> expected =
          row.matcher(theirs).results().map(m -> m.group(1) + " " + m.group(2)).toList();
      String ours = String.join("\n", describe(RealFiles.read(name)));
      String mapping = ours.substring(ours.indexOf("Sections in segments:"));
      Pattern ownRow = Pattern.compile("^  (\\d\\d)  (.*)$", Pattern.MULTILINE);
      assertThat(ownRow.matcher(mapping).results().map(ElfDescriptionTest::row))
          .as(name)
          .containsExactlyElementsOf(expected);
    }
  }

  private static String row(MatchResult match) {
    return match.group(1) + " " + match.group(2);
  }

  @Test
  void theInterpreterIsShown() throws ElfException {
    assertThat(describe(RealFiles.read("dynamic")))
        .contains("      Interpreter: /lib/ld-linux-aarch64.so.1");
  }

  @Test
  void brokenSectionsAreSaidToBeSo() throws ElfException {
    byte[] bytes = Samples.object();
    bytes[ElfHeader.E_SHENTSIZE] = 63;
    assertThat(describe(bytes).getLast())
        .isEqualTo("Sections cannot be read: at offset 0x3a: e_shentsize must be 64, not 63");
  }

  @Test
  void moreTablesThanAnyRealFileHasAreNotRead() throws ElfException {
    ElfWriter writer = ElfWriter.of(ObjectType.REL, Machine.AARCH64);
    for (int i = 0; i < 40; i++) {
      writer.section(".note." + i, SectionType.NOTE, 0, 4, new byte[12]);
    }
    List<String> lines = describe(writer.write());
    assertThat(lines).filteredOn(line -> line.startsWith("Notes in")).hasSize(32);
    assertThat(lines).endsWith("Further tables are not shown.");
  }

  @Test
  void unknownNumbersStayNumbers() {
    assertThat(new Machine(0xfeba)).hasToString("0xfeba");
    assertThat(new SegmentType(0x80000000)).hasToString("0x80000000");
    assertThat(new SectionType(-1)).hasToString("0xffffffff");
    assertThat(new ObjectType(0xff00)).hasToString("0xff00");
    assertThat(new SymbolType(13)).hasToString("0xd");
    assertThat(new SymbolBinding(7)).hasToString("0x7");
  }
}
