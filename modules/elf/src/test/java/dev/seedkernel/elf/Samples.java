package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/** Small files that need no compiler. */
final class Samples {
  static final int RX = Segment.PF_R | Segment.PF_X;
  static final int RW = Segment.PF_R | Segment.PF_W;
  static final int RWX = RX | RW;

  private Samples() {}

  /** {@code mov x0, #42; mov x8, #93; svc #0}: exits with status 42. */
  static byte[] exit42() {
    return words(0xd2800540, 0xd2800ba8, 0xd4000001);
  }

  static byte[] words(int... words) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * words.length]);
    for (int i = 0; i < words.length; i++) {
      bytes.set(
          ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4L * i, words[i]);
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  static ElfWriter executable() {
    return ElfWriter.of(ObjectType.EXEC, Machine.AARCH64);
  }

  static byte[] program() {
    byte[] code = exit42();
    return executable().load(0x400000, code, code.length, RX).entry(0x400000).write();
  }

  /** An object with code, data, zero-fill, local and global symbols, relocations and a note. */
  static byte[] object() {
    byte[] note = new byte[24];
    Fields out = new Fields(MemorySegment.ofArray(note), ByteOrder.LITTLE_ENDIAN);
    out.put32(0, 4);
    out.put32(4, 8);
    out.put32(8, 3);
    out.put32(12, 0x00554e47);
    out.put64(16, 0x0807060504030201L);
    return ElfWriter.of(ObjectType.REL, Machine.AARCH64)
        .section(
            ".text",
            SectionType.PROGBITS,
            Section.SHF_ALLOC | Section.SHF_EXECINSTR,
            4,
            // mov x8, #93; ldr x0, =answer through two relocations; svc #0
            words(0x90000001, 0xf9400020, 0xd2800ba8, 0xd4000001))
        .section(
            ".data", SectionType.PROGBITS, Section.SHF_ALLOC | Section.SHF_WRITE, 8, words(42, 0))
        .noBits(".bss", Section.SHF_ALLOC | Section.SHF_WRITE, 16, 4096)
        .section(".note.gnu.build-id", SectionType.NOTE, Section.SHF_ALLOC, 4, note)
        .symbol(
            new Symbol(
                "sample.c", 0, SymbolBinding.LOCAL, SymbolType.FILE, 0, Section.SHN_ABS, 0, 0, 0))
        .symbol(Symbol.of("answer", SymbolBinding.LOCAL, SymbolType.OBJECT, 2, 0, 8))
        .symbol(Symbol.of("_start", SymbolBinding.GLOBAL, SymbolType.FUNC, 1, 0, 16))
        .relocations(
            1,
            List.of(
                // R_AARCH64_ADR_PREL_PG_HI21 and R_AARCH64_LDST64_ABS_LO12_NC
                new Relocation(0, 2, 275, OptionalLong.of(0)),
                new Relocation(4, 2, 286, OptionalLong.of(0))))
        .write();
  }

  /** A program as one types it in hexadecimal: one byte at 0x600000, RWE, alignment 1. */
  static byte[] hexWritten() throws ElfException {
    ElfFile file =
        ElfFile.parse(executable().load(0x600000, new byte[] {42}, 1, RWX).entry(0x600000).write());
    Segment s = file.segments().getFirst();
    Segment typed =
        new Segment(
            0, s.type(), s.flags(), s.offset(), s.virtualAddress(), s.physicalAddress(), 1, 1, 1);
    return file.withSegments(List.of(typed)).write();
  }
}
