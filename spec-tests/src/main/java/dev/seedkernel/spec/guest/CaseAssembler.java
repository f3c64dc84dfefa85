package dev.seedkernel.spec.guest;

import dev.seedkernel.aarch64.asm.Program;
import dev.seedkernel.elf.ElfWriter;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.SegmentType;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Companion;
import dev.seedkernel.spec.program.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Turns programs of calls into static ELF files: the code of {@code case.s}, a head with names, the
 * table of the steps, and the arena.
 */
public final class CaseAssembler {
  private static final int HEAD_SIZE = 64;
  private static final int NAME_OFFSET = 8;
  private static final int PATH_OFFSET = 32;
  private static final int STACK_ALIGNMENT = 16;

  private static final Program CODE =
      GuestCode.assemble(
          "case.s",
          CaseLayout.TEXT,
          Map.of(
              "BLOCK",
              CaseLayout.RECORD,
              "LOG",
              CaseLayout.ARENA + CaseLayout.LOG,
              "ENTRY",
              CaseLayout.ARENA + CaseLayout.ENTRY));

  private CaseAssembler() {}

  /**
   * Returns the file of a program's first process.
   *
   * @param number of the case, 0 to 9999; it is in the paths that the file uses
   */
  public static byte[] assemble(CallProgram program, int number) {
    return file(
        program.steps(),
        Names.own(program.arena(), number),
        new Head(0, 0, "0", path("record", number)));
  }

  /** Returns the file of a program that is {@code /init} of a boot, and prints what it records. */
  public static byte[] init(CallProgram program) {
    return file(program.steps(), program.arena(), new Head(0, 1, "0", "/dev/console"));
  }

  /** Returns the file of a companion. */
  public static byte[] companion(CallProgram program, int index, int number) {
    Companion companion = program.companions().get(index);
    if (companion.content().isPresent()) {
      return Names.own(companion.content().get(), number).toArray();
    }
    Head head = new Head(index + 1, 0, "c", path("record", number));
    return file(companion.steps(), Names.own(program.arena(), number), head);
  }

  /** What the code finds at {@code head}. */
  private record Head(int program, int print, String name, String path) {}

  /** Returns the path of something of a case: its program, record, status or directory. */
  static String path(String kind, int number) {
    return "/%s/%04d".formatted(kind, number);
  }

  private static byte[] file(List<Step> steps, Bytes arena, Head names) {
    byte[] code = CODE.text();
    long head = CODE.address("head");
    StepTable.Written table = StepTable.write(steps, head + HEAD_SIZE);
    byte[] text =
        ByteBuffer.allocate((int) (head - CaseLayout.TEXT) + HEAD_SIZE + table.bytes().length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(code)
            .array();
    ByteBuffer.wrap(text)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position((int) (head - CaseLayout.TEXT))
        .putInt(names.program)
        .putInt(names.print)
        .position((int) (head - CaseLayout.TEXT) + NAME_OFFSET)
        .put(names.name.getBytes(StandardCharsets.US_ASCII))
        .position((int) (head - CaseLayout.TEXT) + PATH_OFFSET)
        .put(names.path.getBytes(StandardCharsets.US_ASCII))
        .position((int) (head - CaseLayout.TEXT) + HEAD_SIZE)
        .put(table.bytes().toArray());
    int readWrite = Segment.PF_R | Segment.PF_W;
    return ElfWriter.of(ObjectType.EXEC, Machine.AARCH64)
        .load(CaseLayout.TEXT, text, text.length, Segment.PF_R | Segment.PF_X)
        .load(CaseLayout.ARENA, arena.toArray(), CaseLayout.ARENA_SIZE, readWrite)
        .load(CaseLayout.RECORD, new byte[0], table.memorySize(), readWrite)
        .segment(SegmentType.GNU_STACK, new byte[0], readWrite, STACK_ALIGNMENT)
        .entry(CODE.address("_start"))
        .write();
  }
}
