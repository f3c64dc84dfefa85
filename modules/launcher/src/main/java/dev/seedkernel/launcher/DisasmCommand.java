package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Disassembler;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.Section;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Disassembles an ELF file, or code without any headers. */
@Command(
    name = "disasm",
    description = {
      "Disassembles the code of an AArch64 ELF file, in the syntax of objdump.",
      "Shown are its executable sections, or the executable segments if it has no sections."
    },
    footer = {
      "",
      "Examples:",
      "  seedkernel disasm --start=main --stop=0x400200 ./hello",
      "  seedkernel disasm --raw --base=0x80000 kernel8.img",
    })
final class DisasmCommand implements Callable<Integer> {
  /** Code that is turned into text at one time, a multiple of 4 bytes. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "The file; - is the standard input.")
  private Path file = Path.of("");

  @Option(
      names = "--start",
      paramLabel = "ADDRESS",
      description = "Show code from this address or symbol on.")
  private @Nullable String start;

  @Option(
      names = "--stop",
      paramLabel = "ADDRESS",
      description = "Show code before this address or symbol.")
  private @Nullable String stop;

  @Option(names = "--raw", description = "The file is nothing but code.")
  private boolean raw;

  @Option(
      names = "--base",
      paramLabel = "ADDRESS",
      converter = Address.class,
      description = "With --raw: the address of the first byte. Default: 0.")
  private @Nullable Long base;

  DisasmCommand(Streams streams) {
    this.streams = streams;
  }

  /**
   * What is shown together.
   *
   * @param section its index, or nothing for a segment
   */
  private record Code(String title, OptionalInt section, MemorySegment bytes, long address) {
    /** Returns the part from one address on and before another. */
    Code within(long first, @Nullable Long end) {
      long size = bytes.byteSize();
      long from = Long.compareUnsigned(first, address) <= 0 ? 0 : first - address;
      long to = size;
      if (end != null) {
        to = Long.compareUnsigned(end, address) <= 0 ? 0 : end - address;
      }
      from = Long.compareUnsigned(from, size) > 0 ? size : from;
      to = Long.compareUnsigned(to, size) > 0 ? size : to;
      return new Code(title, section, bytes.asSlice(from, Math.max(0, to - from)), address + from);
    }
  }

  @Override
  public Integer call() throws FailedException {
    if (base != null && !raw) {
      throw new FailedException("--base is for --raw; an ELF file says its addresses itself");
    }
    try {
      if (raw) {
        byte[] bytes = HostFiles.read(file, streams);
        long address = base == null ? 0 : base;
        Code code = new Code("", OptionalInt.empty(), MemorySegment.ofArray(bytes), address);
        show(List.of(code), CodeNames.NONE);
      } else {
        ElfFile elf = read();
        show(codes(elf), CodeNames.of(elf));
      }
    } catch (ElfException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
    return ExitStatus.SUCCESS;
  }

  private ElfFile read() throws FailedException {
    ElfFile elf = ElfCommand.read(file, streams);
    if (!elf.header().machine().equals(Machine.AARCH64)) {
      throw new FailedException(
          "%s: code for %s, not for AArch64".formatted(file, elf.header().machine()));
    }
    return elf;
  }

  private static List<Code> codes(ElfFile elf) throws ElfException {
    List<Code> codes = sections(elf);
    return codes.isEmpty() ? segments(elf) : codes;
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

  private void show(List<Code> codes, CodeNames names) throws FailedException {
    if (codes.stream().allMatch(code -> code.bytes().byteSize() == 0)) {
      throw new FailedException(file + ": holds no code");
    }
    long first = start == null ? 0 : place("--start", start, names);
    Long end = stop == null ? null : Long.valueOf(place("--stop", stop, names));
    boolean shown = false;
    for (Code code : codes) {
      Code part = code.within(first, end);
      if (part.bytes().byteSize() > 0) {
        print(part, names);
        shown = true;
      }
    }
    if (!shown) {
      throw new FailedException(file + ": holds no code between --start and --stop");
    }
  }

  private static long place(String option, String text, CodeNames names) throws FailedException {
    Long symbol = names.address(text);
    if (symbol != null) {
      return symbol;
    }
    try {
      return Address.parse(text);
    } catch (NumberFormatException e) {
      throw new FailedException(
          "%s %s: no such symbol, and no address: 0x and hexadecimal digits, or decimal"
              .formatted(option, text),
          e);
    }
  }

  private void print(Code code, CodeNames names) {
    if (!code.title().isEmpty()) {
      streams.print("");
      streams.print("Disassembly of %s:".formatted(code.title()));
    }
    long size = code.bytes().byteSize();
    for (long at = 0; at < size; at += CHUNK_BYTES) {
      byte[] bytes =
          code.bytes().asSlice(at, Math.min(CHUNK_BYTES, size - at)).toArray(ValueLayout.JAVA_BYTE);
      streams.print(
          Disassembler.listing(
              bytes,
              code.address() + at,
              names.byAddress(code.section()),
              names.mappings(code.section())));
    }
  }
}
