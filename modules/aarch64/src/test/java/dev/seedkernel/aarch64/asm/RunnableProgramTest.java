package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with every kind of section, as a static ELF file, on another implementation of A64. */
class RunnableProgramTest {
  private static final String QEMU = "qemu-aarch64-static";
  private static final int FILE_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PAGE = 0x10000;

  private static final String SOURCE =
      """
      // Writes its arguments' count as a digit and a line from three sections, and exits with 42.
              .equ    write, 64
              .equ    exit, 93
              .text
      _start: ldr     x9, [sp]
              adrp    x10, message
              add     x10, x10, :lo12:message
              ldr     x11, =buffer
              mov     x12, #(message_end - message)
      1:      ldrb    w13, [x10], 1
              strb    w13, [x11], 1
              subs    x12, x12, 1
              b.ne    1b
              adr     x14, 2f
              ldr     w15, counter
              br      x14
              udf     #0
      2:      ldr     x14, =variable
              ldr     w13, [x14]
              add     w13, w13, w9
              str     w13, [x14]
              strb    w13, [x11], 1
              mov     x0, 1
              ldr     x1, =buffer
              sub     x2, x11, x1
              mov     x8, write
              svc     0
              mov     w0, w15
              mov     x8, exit
              svc     0
      counter: .word  42
              .section .rodata
      message: .ascii "sections: "
      message_end:
              .data
      variable: .word '0'
              .bss
      buffer: .skip   64
      """;

  @TempDir Path directory;

  @Test
  void assembledProgramRuns() throws Exception {
    Binutils.requireProgram(QEMU, "qemu-user-static");
    Path program = directory.resolve("program");
    Files.write(program, elf(Assembler.standard().assemble(SOURCE)));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path output = directory.resolve("output");

    int status =
        new ProcessBuilder(QEMU, program.toString(), "a", "b")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();

    assertThat(Files.readString(output, UTF_8)).isEqualTo("sections: 3");
    assertThat(status).isEqualTo(42);
  }

  /** One loaded segment for each section, at a file offset congruent to its address. */
  private static byte[] elf(Program program) {
    List<Section> sections = program.sections();
    ByteBuffer elf = ByteBuffer.allocate((sections.size() + 1) * PAGE);
    elf.order(ByteOrder.LITTLE_ENDIAN);
    elf.put("\177ELF\2\1\1".getBytes(US_ASCII)).position(16);
    elf.putShort((short) 2).putShort((short) 183).putInt(1).putLong(program.address("_start"));
    elf.putLong(FILE_HEADER).putLong(0).putInt(0);
    elf.putShort((short) FILE_HEADER).putShort((short) PROGRAM_HEADER);
    elf.putShort((short) sections.size());
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      int offset = (i + 1) * PAGE + (int) (section.address() % PAGE);
      elf.position(FILE_HEADER + i * PROGRAM_HEADER);
      elf.putInt(1).putInt(4 | (section.writable() ? 2 : 0) | (section.executable() ? 1 : 0));
      elf.putLong(offset).putLong(section.address()).putLong(section.address());
      elf.putLong(section.bytes().length).putLong(section.size()).putLong(PAGE);
      elf.put(offset, section.bytes());
    }
    return elf.array();
  }
}
