package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the model says agrees with what GNU readelf says, entry by entry. */
class ReadelfTest {
  private static final Pattern SEGMENT =
      Pattern.compile(
          "^  (\\S+) +0x(\\w+) 0x(\\w{16}) 0x(\\w{16}) 0x(\\w+) 0x(\\w+) ([R ][W ][E ]) (\\w+)$",
          Pattern.MULTILINE);
  private static final Pattern SECTION =
      Pattern.compile(
          "^  \\[ *(\\d+)\\] (.*?) +([A-Z_0-9]+) +(\\w{16}) (\\w+) (\\w+) (\\w\\w) +([A-Za-z]*)"
              + " +(\\d+) +(\\d+) +(\\d+)$",
          Pattern.MULTILINE);
  private static final Pattern SYMBOL =
      Pattern.compile(
          "^ +\\d+: (\\w{16}) +(\\w+) (\\w+) +(\\w+) +(\\w+) +(?:\\[.*?\\] +)?(\\w+)(?: (.*))?$",
          Pattern.MULTILINE);
  private static final Pattern RELOCATION =
      Pattern.compile("^(\\w{16})  (\\w{16}) \\S+ *(.*)$", Pattern.MULTILINE);
  private static final Pattern NOTE =
      Pattern.compile("^  (\\S+) +0x(\\w{8})\t(.*)$", Pattern.MULTILINE);

  private record Case(ElfFile file, Path path) {
    String readelf(String option) {
      return Tools.succeed(RealFiles.FOLDER, Tools.READELF, "-W", option, path.toString());
    }
  }

  private interface Check {
    void check(Case input) throws ElfException;
  }

  private static List<DynamicTest> forEachFile(Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, Path> entry : RealFiles.all().entrySet()) {
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey(),
              () ->
                  check.check(
                      new Case(ElfFile.parse(RealFiles.read(entry.getKey())), entry.getValue()))));
    }
    return tests;
  }

  private static String field(String output, String name) {
    return Pattern.compile("^ +" + name + ": +(.*)$", Pattern.MULTILINE)
        .matcher(output)
        .results()
        .map(match -> match.group(1))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static int leadingNumber(String text) {
    return Integer.parseInt(text.split(" ", -1)[0]);
  }

  @TestFactory
  List<DynamicTest> headers() {
    return forEachFile(input -> {
      ElfHeader header = input.file().header();
      String out = input.readelf("-h");
      assertThat(field(out, "Data")).contains(order(header));
      assertThat(field(out, "OS/ABI")).contains(header.osAbi().toString());
      assertThat(field(out, "ABI Version")).isEqualTo(header.abiVersion() + "");
      assertThat(field(out, "Type")).startsWith(header.type().toString());
      assertThat(field(out, "Machine")).containsIgnoringCase(header.machine().toString());
      assertThat(field(out, "Version")).isEqualTo("0x" + header.version());
      assertThat(field(out, "Entry point address")).isEqualTo(hex(header.entry()));
      assertThat(leadingNumber(field(out, "Start of program headers")))
          .isEqualTo((int) header.programHeaderOffset());
      assertThat(leadingNumber(field(out, "Start of section headers")))
          .isEqualTo((int) header.sectionHeaderOffset());
      assertThat(field(out, "Flags")).startsWith(hex(header.flags()));
      assertThat(leadingNumber(field(out, "Size of this header"))).isEqualTo(header.headerSize());
      assertThat(leadingNumber(field(out, "Size of program headers")))
          .isEqualTo(header.programHeaderSize());
      assertThat(leadingNumber(field(out, "Number of program headers")))
          .isEqualTo(header.programHeaderCount());
      assertThat(leadingNumber(field(out, "Size of section headers")))
          .isEqualTo(header.sectionHeaderSize());
      assertThat(leadingNumber(field(out, "Number of section headers")))
          .isEqualTo(header.sectionHeaderCount());
      assertThat(leadingNumber(field(out, "Section header string table index")))
          .isEqualTo(header.sectionNameIndex());
    });
  }

  private static String order(ElfHeader header) {
    return header.byteOrder() == ByteOrder.BIG_ENDIAN ? "big endian" : "little endian";
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static long number(String text) {
    return Long.parseUnsignedLong(text, 16);
  }

  @TestFactory
  List<DynamicTest> segments() {
    return forEachFile(input -> {
      List<String> theirs = new ArrayList<>();
      for (MatchResult m : SEGMENT.matcher(input.readelf("-l")).results().toList()) {
        theirs.add(
            row(
                m.group(1),
                number(m.group(2)),
                number(m.group(3)),
                number(m.group(4)),
                number(m.group(5)),
                number(m.group(6)),
                m.group(7).replace(" ", ""),
                Long.decode(m.group(8))));
      }
      List<String> ours = new ArrayList<>();
      for (Segment s : input.file().segments()) {
        String flags =
            (s.readable() ? "R" : "") + (s.writable() ? "W" : "") + (s.executable() ? "E" : "");
        ours.add(
            row(
                s.type(),
                s.offset(),
                s.virtualAddress(),
                s.physicalAddress(),
                s.fileSize(),
                s.memorySize(),
                flags,
                s.alignment()));
      }
      assertThat(ours).isEqualTo(theirs).hasSize(input.file().header().programHeaderCount());
    });
  }

  private static String row(Object... columns) {
    return List.of(columns).toString();
  }

  @TestFactory
  List<DynamicTest> sections() {
    return forEachFile(input -> {
      List<String> theirs = new ArrayList<>();
      for (MatchResult m : SECTION.matcher(input.readelf("-S")).results().toList()) {
        theirs.add(
            row(
                m.group(1),
                m.group(2),
                m.group(3),
                number(m.group(4)),
                number(m.group(5)),
                number(m.group(6)),
                number(m.group(7)),
                m.group(8),
                m.group(9),
                m.group(10),
                m.group(11)));
      }
      List<String> ours = new ArrayList<>();
      for (Section s : input.file().sections()) {
        ours.add(
            row(
                s.index(),
                s.name(),
                s.type(),
                s.address(),
                s.offset(),
                s.size(),
                s.entrySize(),
                ElfDescription.sectionFlags(s.flags()),
                s.link(),
                s.info(),
                s.alignment()));
      }
      assertThat(ours).isEqualTo(theirs).hasSize(input.file().header().sectionHeaderCount());
    });
  }

  @TestFactory
  List<DynamicTest> symbols() {
    return forEachFile(input -> {
      List<String> theirs = new ArrayList<>();
      for (MatchResult m : SYMBOL.matcher(input.readelf("-s")).results().toList()) {
        theirs.add(
            row(
                number(m.group(1)),
                Long.decode(m.group(2)),
                m.group(3),
                m.group(4),
                m.group(5),
                m.group(6),
                withoutVersion(m.group(7))));
      }
      ElfFile file = input.file();
      List<String> ours = new ArrayList<>();
      for (Section section : ofType(file, SectionType.DYNSYM, SectionType.SYMTAB)) {
        for (Symbol symbol : file.symbols(section)) {
          ours.add(
              row(
                  symbol.value(),
                  symbol.size(),
                  symbol.type(),
                  symbol.binding(),
                  List.of("DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED").get(symbol.visibility()),
                  index(symbol),
                  withoutVersion(name(file, symbol))));
        }
      }
      assertThat(ours).isEqualTo(theirs);
    });
  }

  /** readelf appends the version of a dynamic symbol, which the name proper does not have. */
  private static String withoutVersion(@Nullable String name) {
    return name == null ? "" : name.replaceFirst("@.*", "");
  }

  private static String name(ElfFile file, Symbol symbol) throws ElfException {
    // readelf shows the section's name for a symbol that stands for the section.
    return symbol.type().equals(SymbolType.SECTION) && symbol.name().isEmpty()
        ? file.sections().get(symbol.section().orElseThrow()).name()
        : symbol.name();
  }

  private static String index(Symbol symbol) {
    return switch (symbol.sectionIndex()) {
      case Section.SHN_UNDEF -> "UND";
      case Section.SHN_ABS -> "ABS";
      case Section.SHN_COMMON -> "COM";
      default -> symbol.section().orElseThrow() + "";
    };
  }

  private static List<Section> ofType(ElfFile file, SectionType... types) throws ElfException {
    return file.sections().stream().filter(s -> Set.of(types).contains(s.type())).toList();
  }

  @TestFactory
  List<DynamicTest> relocations() {
    return forEachFile(input -> {
      List<String> theirs = new ArrayList<>();
      for (MatchResult m : RELOCATION.matcher(input.readelf("-r")).results().toList()) {
        theirs.add(row(number(m.group(1)), number(m.group(2)), addend(m.group(3))));
      }
      List<String> ours = new ArrayList<>();
      ElfFile file = input.file();
      for (Section section : ofType(file, SectionType.RELA)) {
        for (Relocation r : file.relocations(section)) {
          long info = ((long) r.symbolIndex() << 32) | Integer.toUnsignedLong(r.type());
          ours.add(row(r.offset(), info, r.addend().orElseThrow()));
        }
      }
      assertThat(ours).isEqualTo(theirs);
    });
  }

  private static long addend(String text) {
    String[] words = text.strip().split(" +", -1);
    long value = number(words[words.length - 1]);
    return words.length > 1 && words[words.length - 2].equals("-") ? -value : value;
  }

  @TestFactory
  List<DynamicTest> notes() {
    return forEachFile(input -> {
      String out = input.readelf("-n");
      List<String> theirs = new ArrayList<>();
      for (MatchResult m : NOTE.matcher(out).results().toList()) {
        theirs.add(row(m.group(1), number(m.group(2))));
      }
      ElfFile file = input.file();
      List<String> ours = new ArrayList<>();
      for (Section section : ofType(file, SectionType.NOTE)) {
        if (section.size() > 0) {
          for (Note note : file.notes(section)) {
            ours.add(row(note.name(), note.descriptor().byteSize()));
            if (note.name().equals("GNU") && note.type() == 3) {
              byte[] id = note.descriptor().toArray(ValueLayout.JAVA_BYTE);
              assertThat(out).contains("Build ID: " + HexFormat.of().formatHex(id));
            }
          }
        }
      }
      assertThat(ours).isEqualTo(theirs);
      for (Segment segment : file.segments()) {
        if (segment.type().equals(SegmentType.NOTE) && hasAllContents(file)) {
          assertThat(file.notes(segment)).isNotEmpty();
        }
      }
    });
  }

  private static boolean hasAllContents(ElfFile file) throws ElfException {
    // objcopy --only-keep-debug keeps program headers whose contents are gone.
    return file.section(".text").map(Section::hasContent).orElse(true);
  }
}
