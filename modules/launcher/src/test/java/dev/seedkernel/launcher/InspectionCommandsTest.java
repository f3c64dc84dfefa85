package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.elf.ElfWriter;
import dev.seedkernel.elf.Machine;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Section;
import dev.seedkernel.elf.SectionType;
import dev.seedkernel.elf.Segment;
import dev.seedkernel.elf.Symbol;
import dev.seedkernel.elf.SymbolBinding;
import dev.seedkernel.elf.SymbolType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code elf}, {@code dtb} and {@code disasm}. */
final class InspectionCommandsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void elfShowsHeadersOfAnyMachine() throws IOException {
    Path program = Guests.exit(directory, 0);
    Launched result = Launched.with("elf", program.toString());
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("AArch64", "LOAD", "0x400000");
    byte[] bytes = Files.readAllBytes(program);
    bytes[18] = 62;
    Path foreign = Files.write(directory.resolve("foreign"), bytes);
    assertThat(Launched.with("elf", foreign.toString()).out()).contains("x86-64");
    assertThat(Launched.with("disasm", foreign.toString()))
        .isEqualTo(
            new Launched(
                125, "", "seedkernel: %s: code for x86-64, not for AArch64\n".formatted(foreign)));
  }

  @Test
  void whatIsNotElfIsOneLine() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "text");
    for (String command : new String[] {"elf", "disasm"}) {
      Launched result = Launched.with(command, text.toString());
      assertThat(result.status()).isEqualTo(125);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .startsWith("seedkernel: " + text + ": at offset 0x4: ")
          .hasLineCount(1);
      assertThat(Launched.with(command, "/none/such").err())
          .isEqualTo("seedkernel: /none/such: no such file or directory\n");
    }
  }

  @Test
  void disasmShowsCodeOfSegments() throws IOException {
    byte[] code = {(byte) 0xa0, 0, (byte) 0x80, (byte) 0xd2, 1, 0, 0, (byte) 0xd4};
    byte[] bytes =
        ElfWriter.of(ObjectType.EXEC, Machine.AARCH64)
            .load(0x400000, code, code.length, Segment.PF_R | Segment.PF_X)
            .write();
    Path program = Files.write(directory.resolve("program"), bytes);
    Launched result = Launched.with("disasm", program.toString());
    assertThat(result)
        .isEqualTo(
            new Launched(
                0,
                """

                Disassembly of segment 0:
                  400000:\td28000a0 \tmov\tx0, #0x5
                  400004:\td4000001 \tsvc\t#0x0
                """,
                ""));
  }

  @Test
  void disasmShowsSectionsOfAnObjectWithItsSymbols() throws IOException {
    byte[] code = {
      (byte) 0xfd, 0x7b, (byte) 0xbf, (byte) 0xa9, (byte) 0xc0, 0x03, 0x5f, (byte) 0xd6
    };
    byte[] object =
        ElfWriter.of(ObjectType.REL, Machine.AARCH64)
            .section(".data", SectionType.PROGBITS, Section.SHF_ALLOC, 4, code)
            .section(
                ".text.f", SectionType.PROGBITS, Section.SHF_ALLOC | Section.SHF_EXECINSTR, 4, code)
            .symbol(Symbol.of("$x", SymbolBinding.LOCAL, SymbolType.NOTYPE, 2, 0, 0))
            .symbol(Symbol.of("f", SymbolBinding.GLOBAL, SymbolType.FUNC, 2, 0, 8))
            .symbol(Symbol.of("elsewhere", SymbolBinding.GLOBAL, SymbolType.FUNC, 1, 4, 0))
            .symbol(Symbol.of("variable", SymbolBinding.GLOBAL, SymbolType.OBJECT, 2, 4, 4))
            .write();
    Path file = Files.write(directory.resolve("f.o"), object);
    assertThat(Launched.with("disasm", file.toString()))
        .isEqualTo(
            new Launched(
                0,
                """

                Disassembly of section .text.f:

                0000000000000000 <f>:
                       0:\ta9bf7bfd \tstp\tx29, x30, [sp, #-16]!

                0000000000000004 <variable>:
                       4:\td65f03c0 \tret
                """,
                ""));
  }

  @Test
  void dtbShowsAndCompiles() throws IOException {
    Path dts =
        Files.writeString(
            directory.resolve("x.dts"),
            "/dts-v1/;\n/ {\n\tmodel = \"it\";\n\tnode@1 { reg = <1 2>; };\n};\n");
    Path dtb = directory.resolve("x.dtb");
    assertThat(Launched.with("dtb", dts.toString(), "-o", dtb.toString()))
        .isEqualTo(new Launched(0, "", ""));
    Launched shown = Launched.with("dtb", dtb.toString());
    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("/dts-v1/;", "model = \"it\";", "node@1 {");
    assertThat(Launched.with("dtb", dts.toString()).out()).isEqualTo(shown.out());
    assertThat(Files.readAllBytes(dtb))
        .isEqualTo(
            DeviceTree.build(root ->
                    root.strings("model", "it").node("node@1", node -> node.cells("reg", 1, 2)))
                .toBytes());
  }

  @Test
  void badTreesAreOneLine() throws IOException {
    Path dts = Files.writeString(directory.resolve("x.dts"), "/dts-v1/;\n/ { model = ; };\n");
    Launched result = Launched.with("dtb", dts.toString());
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err()).startsWith("seedkernel: " + dts + ": ").hasLineCount(1);
    Path blob =
        Files.write(
            directory.resolve("x.dtb"),
            new byte[] {(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed, 0});
    Launched cut = Launched.with("dtb", blob.toString());
    assertThat(cut.status()).isEqualTo(125);
    assertThat(cut.err()).startsWith("seedkernel: " + blob + ": ").hasLineCount(1);
  }

  @Test
  void whatIsNeitherTreeNorTextIsSaidPlainly() {
    Path program = Guests.exit(directory, 0);
    assertThat(Launched.with("dtb", program.toString()))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: %s: neither a flattened device tree nor DTS text\n"
                    .formatted(program)));
  }

  @Test
  void aTextsErrorHasOnePosition() throws IOException {
    Path text = Files.write(directory.resolve("x.dts"), new byte[] {1, 'x'});
    assertThat(Launched.with("dtb", text.toString()).err())
        .isEqualTo(
            "seedkernel: %s: line 1, column 1: expected '/dts-v1/', found '\\x01'\n"
                .formatted(text));
  }
}
