package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Disassembler;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Section;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import dev.seedkernel.elf.Symbol;
import dev.seedkernel.elf.SymbolType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Disassembles an ELF file. */
@Command(
    name = "disasm",
    description = {
      "Disassembles the code of an AArch64 ELF file, in the syntax of objdump.",
      "Shown are its executable sections, or the executable segments if it has no sections."
    })
final class DisasmCommand implements Callable<Integer> {
  /** Code that is turned into text at one time, a multiple of 4 bytes. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "The file; - is the standard input.")
  private Path file = Path.of("");

  DisasmCommand(Streams streams) {
    this.streams = streams;
  }

  /**
   * What is shown together.
   *
   * @param section its index, or nothing for a segment
   */
  private record Code(String title, OptionalInt section, MemorySegment bytes, long address) {}

  @Override
  public Integer call() throws FailedException {
    ElfFile elf = ElfCommand.read(file, streams);
    if (!elf.header().machine().equals(Machine.AARCH64)) {
      throw new FailedException(
          "%s: code for %s, not for AArch64".formatted(file, elf.header().machine()));
    }
    try {
      List<Code> codes = sections(elf);
      if (codes.isEmpty()) {
        codes = segments(elf);
      }
      if (codes.isEmpty()) {
        throw new FailedException(file + ": holds no code");
      }
      for (Code code : codes) {
        print(code, symbols(elf, code));
      }
    } catch (ElfException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
    return ExitStatus.SUCCESS;
  }

  private static List<Code> sections(ElfFile elf) throws ElfException {
    List<Code> codes = new ArrayList<>();
    for (Section section : elf.sections()) {
      if ((section.flags() & Section.SHF_EXECINSTR) != 0 && section.hasContent()) {
        codes.add(
            new Code(
                "section " + section.name(),
                OptionalInt.of(section.index()),
                elf.content(section),
                section.address()));
      }
    }
    return codes;
  }

  private static List<Code> segments(ElfFile elf) throws ElfException {
    List<Code> codes = new ArrayList<>();
    for (Segment segment : elf.segments()) {
      if (segment.type().equals(SegmentType.LOAD)
          && segment.executable()
          && segment.fileSize() > 0) {
        codes.add(
            new Code(
                "segment " + segment.index(),
                OptionalInt.empty(),
                elf.content(segment),
                segment.virtualAddress()));
      }
    }
    return codes;
  }

  /**
   * Returns the names of functions and labels; not those that mark code and data ($x, $d). In an
   * object file each section has addresses of its own, so only those of the section count.
   */
  private static Map<String, Long> symbols(ElfFile elf, Code code) throws ElfException {
    Map<String, Long> symbols = new LinkedHashMap<>();
    Section table = elf.section(".symtab").orElse(null);
    if (table != null) {
      for (Symbol symbol : elf.symbols(table)) {
        boolean label =
            symbol.type().equals(SymbolType.FUNC) || symbol.type().equals(SymbolType.NOTYPE);
        boolean here =
            !elf.header().type().equals(ObjectType.REL) || symbol.section().equals(code.section());
        if (label
            && here
            && symbol.sectionIndex() != Section.SHN_UNDEF
            && !symbol.name().isEmpty()
            && !symbol.name().startsWith("$")) {
          symbols.put(symbol.name(), symbol.value());
        }
      }
    }
    return symbols;
  }

  private void print(Code code, Map<String, Long> symbols) {
    streams.print("");
    streams.print("Disassembly of %s:".formatted(code.title()));
    long size = code.bytes().byteSize();
    for (long at = 0; at < size; at += CHUNK_BYTES) {
      byte[] bytes =
          code.bytes().asSlice(at, Math.min(CHUNK_BYTES, size - at)).toArray(ValueLayout.JAVA_BYTE);
      streams.print(Disassembler.listing(bytes, code.address() + at, symbols));
    }
  }
}
