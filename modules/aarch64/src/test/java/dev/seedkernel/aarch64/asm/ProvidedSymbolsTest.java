package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names that a linker provides lie where the standard script of GNU ld puts them. */
class ProvidedSymbolsTest {
  private static final String SOURCE =
      """
      .text
      .global _start
      _start: ldr x0, =_end
              adr x1, __bss_start
      .section .rodata
      .quad 1
      .data
      .balign 16
      first: .quad _etext, _edata, __bss_start, __bss_end__, _end, __stop_list, __start_list
      .byte 1
      .section list,"aw"
      .quad 1, 2, 3
      .bss
      .balign 16
      zeros: .skip 13
      """;

  @TempDir Path directory;

  @Test
  void distancesAreThoseOfLd() throws Exception {
    Binutils.require("as", "ld", "nm");
    Program ours = Assembler.standard().compact().assemble(SOURCE);
    Files.writeString(directory.resolve("s.s"), SOURCE);
    Binutils.run(directory, "as", "-o", "s.o", "s.s");
    Binutils.run(directory, "ld", "-o", "s", "s.o");
    Map<String, Long> theirs = new HashMap<>();
    for (String line : Binutils.run(directory, "nm", "s").split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      if (words.length == 3) {
        theirs.put(words[2], Long.parseUnsignedLong(words[0], 16));
      }
    }
    ByteBuffer data =
        ByteBuffer.wrap(ours.section(".data").orElseThrow().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getLong(0) - ours.address("_start"))
        .isEqualTo(theirs.getOrDefault("_etext", 0L) - theirs.getOrDefault("_start", 0L));
    assertThat(data.getLong(8)).isEqualTo(data.getLong(16));
    assertThat(theirs.getOrDefault("_edata", 0L)).isEqualTo(theirs.getOrDefault("__bss_start", 0L));
    assertThat(data.getLong(32) - data.getLong(16))
        .isEqualTo(theirs.getOrDefault("_end", 0L) - theirs.getOrDefault("__bss_start", 0L))
        .isEqualTo(data.getLong(24) - data.getLong(16));
    assertThat(data.getLong(40) - data.getLong(48)).isEqualTo(24);
    assertThat(ours.symbols()).doesNotContainKey("_end");
  }

  @Test
  void namesOfTheSourceGoFirst() throws Exception {
    Program program = Assembler.standard().assemble(".data\n_end = 7\n.quad _end, edata\n");
    assertThat(program.section(".data").orElseThrow().bytes()).startsWith(7, 0);
  }
}
