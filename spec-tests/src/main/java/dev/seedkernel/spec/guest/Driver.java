package dev.seedkernel.spec.guest;

import dev.seedkernel.aarch64.asm.Program;
import dev.seedkernel.aarch64.asm.Section;
import dev.seedkernel.elf.ElfWriter;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import dev.seedkernel.spec.program.CaseLayout;
import java.util.Map;

/** The {@code /init} that runs the cases of a batch: see {@code driver.s}. */
final class Driver {
  private static final int STACK_ALIGNMENT = 16;

  private Driver() {}

  /** Returns the file for so many cases. */
  static byte[] assemble(int cases) {
    Program program =
        GuestCode.assemble("driver.s", CaseLayout.TEXT, Map.of("CASES", (long) cases));
    ElfWriter writer = ElfWriter.of(ObjectType.EXEC, Machine.AARCH64);
    for (Section section : program.sections()) {
      int rights =
          Segment.PF_R
              | (section.writable() ? Segment.PF_W : 0)
              | (section.executable() ? Segment.PF_X : 0);
      byte[] content = section.kind() == Section.Kind.BSS ? new byte[0] : section.bytes();
      writer.load(section.address(), content, section.size(), rights);
    }
    return writer
        .segment(SegmentType.GNU_STACK, new byte[0], Segment.PF_R | Segment.PF_W, STACK_ALIGNMENT)
        .entry(program.address("_start"))
        .write();
  }
}
