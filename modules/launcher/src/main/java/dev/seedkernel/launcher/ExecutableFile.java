package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Program;
import dev.seedkernel.aarch64.asm.Section;
import dev.seedkernel.aarch64.asm.Section.Kind;
import dev.seedkernel.aarch64.asm.SourceFile;
import dev.seedkernel.aarch64.asm.Symbol;
import dev.seedkernel.elf.ElfHeader;
import dev.seedkernel.elf.ElfWriter;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.SectionType;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import dev.seedkernel.elf.SymbolBinding;
import dev.seedkernel.elf.SymbolType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A static ELF executable of an assembled program: a segment for each set of access rights, none of
 * them writable and executable, and the names that debuggers and disassemblers show.
 */
final class ExecutableFile {
  /** What the file begins with if every kind of section is there. */
  static final long HEADER_BYTES = ElfHeader.SIZE + 4L * Segment.SIZE;

  private static final int ABSOLUTE = dev.seedkernel.elf.Section.SHN_ABS;

  private final Program program;
  private final ElfWriter writer;

  private ExecutableFile(Program program, long entry) {
    this.program = program;
    this.writer = ElfWriter.of(ObjectType.EXEC, Machine.AARCH64).entry(entry);
  }

  /**
   * Returns the file.
   *
   * @param entry the address where it starts
   * @param files the names of the sources, for debuggers
   */
  static byte[] of(Program program, long entry, List<SourceFile> files) {
    ExecutableFile file = new ExecutableFile(program, entry);
    file.addSegments();
    file.addSections();
    file.addSymbols(files);
    return file.writer.write();
  }

  private static int rights(Section section) {
    return Segment.PF_R
        | (section.writable() ? Segment.PF_W : 0)
        | (section.executable() ? Segment.PF_X : 0);
  }

  private void addSegments() {
    List<Section> sections = program.sections();
    int first = 0;
    for (int i = 1; i <= sections.size(); i++) {
      if (i == sections.size() || rights(sections.get(i)) != rights(sections.get(first))) {
        addSegment(sections.subList(first, i));
        first = i;
      }
    }
    // Without it Linux would make the stack executable.
    writer.segment(SegmentType.GNU_STACK, new byte[0], Segment.PF_R | Segment.PF_W, 16);
  }

  private void addSegment(List<Section> sections) {
    long start = sections.getFirst().address();
    Section last = sections.getLast();
    long end =
        sections.stream()
            .filter(section -> section.kind() != Kind.BSS)
            .mapToLong(section -> section.address() + section.size())
            .max()
            .orElse(start);
    byte[] content = new byte[Math.toIntExact(end - start)];
    for (Section section : sections) {
      if (section.kind() != Kind.BSS) {
        byte[] bytes = section.bytes();
        int at = Math.toIntExact(section.address() - start);
        System.arraycopy(bytes, 0, content, at, bytes.length);
      }
    }
    writer.load(start, content, last.address() + last.size() - start, rights(last));
  }

  private void addSections() {
    for (Section section : program.sections()) {
      writer.loadedSection(
          section.name(),
          section.kind() == Kind.BSS ? SectionType.NOBITS : SectionType.PROGBITS,
          dev.seedkernel.elf.Section.SHF_ALLOC
              | (section.writable() ? dev.seedkernel.elf.Section.SHF_WRITE : 0)
              | (section.executable() ? dev.seedkernel.elf.Section.SHF_EXECINSTR : 0),
          Math.toIntExact(section.alignment()),
          section.address(),
          section.size());
    }
  }

  /** Adds local symbols before others, as the gABI wants it. */
  private void addSymbols(List<SourceFile> files) {
    Set<String> names = new LinkedHashSet<>();
    files.forEach(file -> names.add(file.name()));
    for (String name : names) {
      writer.symbol(symbol(name, SymbolBinding.LOCAL, SymbolType.FILE, ABSOLUTE, 0, 0));
    }
    for (int i = 0; i < program.sections().size(); i++) {
      for (Section.Mapping mapping : program.sections().get(i).mappings()) {
        String name = mapping.code() ? "$x" : "$d";
        writer.symbol(
            symbol(name, SymbolBinding.LOCAL, SymbolType.NOTYPE, i + 1, mapping.address(), 0));
      }
    }
    List<Symbol> others = new ArrayList<>();
    for (Symbol symbol : program.symbolTable()) {
      if (symbol.binding() == Symbol.Binding.LOCAL) {
        add(symbol);
      } else {
        others.add(symbol);
      }
    }
    others.forEach(this::add);
  }

  private void add(Symbol symbol) {
    SymbolBinding binding =
        switch (symbol.binding()) {
          case LOCAL -> SymbolBinding.LOCAL;
          case GLOBAL -> SymbolBinding.GLOBAL;
          case WEAK -> SymbolBinding.WEAK;
        };
    SymbolType type =
        switch (symbol.type()) {
          case NONE -> SymbolType.NOTYPE;
          case FUNCTION -> SymbolType.FUNC;
          case OBJECT -> SymbolType.OBJECT;
        };
    writer.symbol(
        symbol(symbol.name(), binding, type, sectionOf(symbol), symbol.address(), symbol.size()));
  }

  /** Returns the index of a symbol's section; one that is empty is not in the file. */
  private int sectionOf(Symbol symbol) {
    for (int i = 0; i < program.sections().size(); i++) {
      Section section = program.sections().get(i);
      long offset = symbol.address() - section.address();
      if (section.name().equals(symbol.section()) && offset >= 0 && offset <= section.size()) {
        return i + 1;
      }
    }
    return ABSOLUTE;
  }

  /** Makes a symbol; programs have few sections, but SHN_ABS is none. */
  private static dev.seedkernel.elf.Symbol symbol(
      String name, SymbolBinding binding, SymbolType type, int section, long value, long size) {
    return new dev.seedkernel.elf.Symbol(name, 0, binding, type, 0, section, 0, value, size);
  }
}
