package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.SegmentType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code asm}, and {@code disasm} of what it made. */
final class AsmCommandTest {
  private static final String EXIT =
      """
              mov     x8, #93
              svc     #0
      """;

  private static final String HELLO =
      """
              .text
              .global _start
              .type   _start, %function
      _start: mov     x0, #1
              adrp    x1, greeting
              add     x1, x1, :lo12:greeting
              mov     x2, #(end - greeting)
              mov     x8, #64
              svc     #0
              ldr     x9, =counter
              ldr     w0, [x9]
              ldr     x10, =buffer
              str     w0, [x10, #4092]
      """
          + EXIT
          + """
                  .size   _start, . - _start
                  .section .rodata
          greeting: .ascii "hello\\n"
          end:
                  .data
          counter: .word 3
                  .bss
          buffer: .skip 4096
          """;

  /** Prints the primes below 100, a line each. */
  private static final String SIEVE =
      """
              .equ    limit, 100
              .text
      _start: adr     x20, text
              ldr     x19, =composite
              mov     w21, #2
      1:      ldrb    w0, [x19, x21]
              cbnz    w0, 4f
              add     w1, w21, w21
              mov     w2, #1
      2:      cmp     w1, #limit
              b.hs    3f
              strb    w2, [x19, x1]
              add     w1, w1, w21
              b       2b
      3:      mov     w4, #10
              udiv    w5, w21, w4
              msub    w6, w5, w4, w21
              add     w5, w5, #'0'
              add     w6, w6, #'0'
              ldr     x1, =line
              strb    w5, [x1]
              strb    w6, [x1, #1]
              mov     x0, #1
              mov     x2, #3
              mov     x8, #64
              svc     #0
      4:      add     w21, w21, #1
              cmp     w21, #limit
              b.lo    1b
              mov     x0, #0
      """
          + EXIT
          + """
          text:   .asciz  "in the code"
                  .data
          line:   .ascii  "00\\n"
                  .bss
          composite: .skip limit
          """;

  /** Sorts a table of strings by insertion, and prints them. */
  private static final String SORT =
      """
              .text
              .global _start
      _start: ldr     x19, =table
              mov     x20, #8
      outer:  cmp     x20, #(table_end - table)
              b.hs    print
              mov     x21, x20
      inner:  cbz     x21, next
              sub     x22, x21, #8
              ldr     x0, [x19, x22]
              ldr     x1, [x19, x21]
              bl      compare
              b.ls    next
              ldr     x0, [x19, x22]
              ldr     x1, [x19, x21]
              str     x1, [x19, x22]
              str     x0, [x19, x21]
              mov     x21, x22
              b       inner
      next:   add     x20, x20, #8
              b       outer
      print:  mov     x20, #0
      1:      ldr     x1, [x19, x20]
              mov     x2, #-1
      2:      add     x2, x2, #1
              ldrb    w3, [x1, x2]
              cbnz    w3, 2b
              mov     w3, #'\\n'
              strb    w3, [x1, x2]
              add     x2, x2, #1
              mov     x0, #1
              mov     x8, #64
              svc     #0
              add     x20, x20, #8
              cmp     x20, #(table_end - table)
              b.lo    1b
              mov     x0, #7
      """
          + EXIT
          + """
                  // Compares two strings; the flags are those of the first difference.
          compare: ldrb   w2, [x0], #1
                  ldrb    w3, [x1], #1
                  cmp     w2, w3
                  ccmp    w2, #0, #4, eq
                  b.ne    compare
                  cmp     w2, w3
                  ret
                  .data
          table:  .quad   c, a, d, b
          table_end:
          a:      .string "alpha"
          b:      .string "beta"
          c:      .string "gamma"
          d:      .string "delta"
          """;

  @TempDir private Path directory = Path.of("");

  private Path source(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Path assembled(String name, String text) throws IOException {
    Path program = directory.resolve(name);
    assertThat(Launched.with("asm", source(name + ".s", text).toString(), "-o", program.toString()))
        .isEqualTo(new Launched(0, "", ""));
    return program;
  }

  private static void require(String tool) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    if (!found) {
      String reason = tool + " is not installed";
      assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
      System.err.println("skipped: " + reason);
      abort(reason);
    }
  }

  private Launched tool(String... command) throws IOException, InterruptedException {
    Path out = directory.resolve("tool.out");
    Path err = directory.resolve("tool.err");
    int status =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Launched(status, Files.readString(out), Files.readString(err));
  }

  @Test
  void programsRunHereAndUnderQemu() throws Exception {
    require("qemu-aarch64-static");
    String primes = "02 03 05 07 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71 73 79 83 89 97";
    check("hello", HELLO, new Launched(3, "hello\n", ""));
    check("sieve", SIEVE, new Launched(0, primes.replace(' ', '\n') + "\n", ""));
    check("sort", SORT, new Launched(7, "alpha\nbeta\ndelta\ngamma\n", ""));
  }

  private void check(String name, String text, Launched expected) throws Exception {
    String program = assembled(name, text).toString();
    assertThat(Launched.with("run", program)).as(name).isEqualTo(expected);
    assertThat(tool("qemu-aarch64-static", program)).as(name).isEqualTo(expected);
  }

  @Test
  void bytesAreThoseOfAsAndLd() throws Exception {
    for (String prefix : new String[] {"as", "ld", "objcopy"}) {
      require("aarch64-linux-gnu-" + prefix);
    }
    for (String text : new String[] {HELLO, SIEVE, SORT}) {
      ElfFile ours = ElfFile.parse(Files.readAllBytes(assembled("ours", text)));
      assertThat(tool("aarch64-linux-gnu-as", "-o", "theirs.o", "ours.s").status()).isZero();
      String[] link = {"aarch64-linux-gnu-ld", "-o", "theirs", "-e", "0"};
      String[] places =
          ours.sections().stream()
              .filter(section -> section.address() != 0)
              .map(
                  section -> "--section-start=%s=0x%x".formatted(section.name(), section.address()))
              .toArray(String[]::new);
      String[] command = Arrays.copyOf(link, link.length + places.length + 1);
      System.arraycopy(places, 0, command, link.length, places.length);
      command[command.length - 1] = "theirs.o";
      assertThat(tool(command)).isEqualTo(new Launched(0, "", ""));
      for (String name : new String[] {".text", ".data"}) {
        assertThat(section("ours", name)).as(name).isEqualTo(section("theirs", name));
      }
    }
  }

  private byte[] section(String file, String name) throws Exception {
    assertThat(
            tool("aarch64-linux-gnu-objcopy", "-O", "binary", "-j", name, file, "section").status())
        .isZero();
    return Files.readAllBytes(directory.resolve("section"));
  }

  @Test
  void theFileIsWhatReadelfLikesAndNothingIsWritableAndExecutable() throws Exception {
    require("aarch64-linux-gnu-readelf");
    Path program = assembled("hello", HELLO);
    assertThat(Files.isExecutable(program)).isTrue();
    ElfFile elf = ElfFile.parse(Files.readAllBytes(program));
    assertThat(elf.segments()).noneMatch(segment -> segment.writable() && segment.executable());
    assertThat(elf.segments()).anyMatch(segment -> segment.type().equals(SegmentType.GNU_STACK));
    Launched read = tool("aarch64-linux-gnu-readelf", "-aW", "--lint", program.toString());
    assertThat(read.err()).isEmpty();
    assertThat(read.out())
        .contains("FUNC    GLOBAL DEFAULT    1 _start", "02     .data .bss", "FILE ");
  }

  @Test
  void disassemblyIsThatOfObjdump() throws Exception {
    require("aarch64-linux-gnu-objdump");
    for (String text : new String[] {HELLO, SIEVE, SORT}) {
      String program = assembled("program", text).toString();
      String theirs = tool("aarch64-linux-gnu-objdump", "-dz", program).out();
      String expected = theirs.substring(theirs.indexOf("\nDisassembly"));
      assertThat(Launched.with("disasm", program).out())
          .isEqualTo(expected.replaceAll("[ \t]*// .*", ""));
    }
  }

  @Test
  void disassemblyAssemblesToTheSameCode() throws IOException, ElfException {
    Pattern line = Pattern.compile(" *[0-9a-f]+:\t[0-9a-f]+ *\t([^<]*?)( <.*)?");
    for (String text : new String[] {HELLO, SIEVE, SORT}) {
      Path program = assembled("program", text);
      String again =
          Launched.with("disasm", program.toString())
              .out()
              .lines()
              .map(line::matcher)
              .filter(match -> match.matches())
              .map(match -> match.group(1).replaceAll("(?<=[\t ])([0-9a-f]{6})$", "0x$1"))
              .collect(Collectors.joining("\n", "_start: ", "\n"));
      ElfFile first = ElfFile.parse(Files.readAllBytes(program));
      ElfFile second = ElfFile.parse(Files.readAllBytes(assembled("again", again)));
      assertThat(
              first
                  .content(first.segments().getFirst())
                  .mismatch(second.content(second.segments().getFirst())))
          .isEqualTo(-1);
    }
  }

  @Test
  void errorsHavePlacesAndNothingIsWritten() throws IOException {
    Path bad = source("bad.s", "_start:\tmov x0, #1\n\tadd x0, x1, w2, lsl #3\n\tfrob\n");
    Path output = Files.writeString(directory.resolve("old"), "as it was");
    assertThat(Launched.with("asm", bad.toString(), "-o", output.toString()))
        .isEqualTo(
            new Launched(
                1,
                "",
                """
                FILE:2:14: error: add: expected an x register, not w2
                    \tadd x0, x1, w2, lsl #3
                    \t            ^
                FILE:3:2: error: expected an instruction, not frob
                    \tfrob
                    \t^
                seedkernel: 2 errors; nothing is written
                """
                    .replace("FILE", bad.toString())));
    assertThat(output).hasContent("as it was");
  }

  @Test
  void otherFailuresAreOneLine() throws IOException {
    Path good = source("good.s", "main: ret\n");
    String output = directory.resolve("out").toString();
    assertThat(Launched.with("asm", good.toString(), "-o", output))
        .isEqualTo(
            new Launched(
                1,
                "",
                "seedkernel: %s: no symbol _start to start at; --entry names another\n"
                    .formatted(good)));
    assertThat(Launched.with("asm", "/none/such.s").err())
        .isEqualTo("seedkernel: /none/such.s: no such file or directory\n");
    Path binary = Files.write(directory.resolve("x"), new byte[] {0x7f, 'E', (byte) 0xff});
    assertThat(Launched.with("asm", binary.toString()))
        .isEqualTo(
            new Launched(
                125, "", "seedkernel: %s: not assembly text, which is UTF-8\n".formatted(binary)));
    assertThat(Launched.with("asm", good.toString(), "--defsym", "n").status()).isEqualTo(125);
    assertThat(Launched.with("asm", good.toString(), "--text-address", "0xzz").err())
        .contains("'0xzz' is not an address");
    assertThat(Launched.with("asm").status()).isEqualTo(125);
    assertThat(
            Launched.with("asm", good.toString(), "-e", "main", "--text-address", "0xffffffffffff")
                .status())
        .isEqualTo(125);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void optionsSaySymbolAddressAndConstants() throws IOException, ElfException {
    Path program = directory.resolve("program");
    Launched result =
        Launched.withInput(
            "nop\nmain: mov x0, #n\n",
            "asm",
            "-",
            "-o",
            program.toString(),
            "-e",
            "main",
            "--text-address=0x10000",
            "--defsym",
            "n=0x2a",
            "--listing");
    assertThat(result)
        .isEqualTo(
            new Launched(
                0,
                """
                <stdin>:
                     1    10000 1f2003d5          nop
                     2    10004 400580d2          main: mov x0, #n

                Symbols:
                           10004 .text        main
                """,
                ""));
    assertThat(ElfFile.parse(Files.readAllBytes(program)).header().entry()).isEqualTo(0x10004);
  }

  @Test
  void severalFilesAreOneProgram() throws IOException {
    Path one = source("one.s", ".global _start\n_start: bl status\n" + EXIT);
    Path two = source("two.s", ".global status\nstatus: mov x0, #9\n ret\n_start: nop\n");
    String output = directory.resolve("program").toString();
    assertThat(Launched.with("asm", one.toString(), two.toString(), "-o", output).err()).isEmpty();
    assertThat(Launched.with("run", output).status()).isEqualTo(9);
    byte[] first = Files.readAllBytes(Path.of(output));
    assertThat(Launched.with("asm", one.toString(), two.toString(), "-o", output).err()).isEmpty();
    assertThat(Files.readAllBytes(Path.of(output))).isEqualTo(first);
  }

  @Test
  void disasmShowsARange() throws IOException {
    String program = assembled("program", "_start: nop\nf: ret\ng: nop\n").toString();
    String f =
        "\nDisassembly of section .text:\n\n0000000000400124 <f>:\n  400124:\td65f03c0 \tret\n";
    assertThat(Launched.with("disasm", "--start=f", "--stop=g", program))
        .isEqualTo(new Launched(0, f, ""));
    assertThat(Launched.with("disasm", "--start=0x400124", "--stop=0x400128", program).out())
        .isEqualTo(f);
    assertThat(Launched.with("disasm", "--start=0x500000", program).err())
        .isEqualTo("seedkernel: %s: holds no code between --start and --stop\n".formatted(program));
    assertThat(Launched.with("disasm", "--start=nowhere", program).status()).isEqualTo(125);
  }

  @Test
  void disasmShowsRawCode() throws IOException {
    Path raw = Files.write(directory.resolve("raw"), new byte[] {1, 0, 0, 0x14, 7});
    assertThat(Launched.with("disasm", "--raw", "--base=0x80000", raw.toString()))
        .isEqualTo(
            new Launched(
                0, "   80000:\t14000001 \tb\t0x80004\n   80004:\t07          \t.byte\t0x07\n", ""));
    assertThat(Launched.with("disasm", "--base=0", raw.toString()).status()).isEqualTo(125);
    Path empty = Files.write(directory.resolve("empty"), new byte[0]);
    assertThat(Launched.with("disasm", "--raw", empty.toString()).err())
        .isEqualTo("seedkernel: %s: holds no code\n".formatted(empty));
  }

  @Test
  void theProgramOfTheDocumentationRuns() throws IOException {
    String page = Files.readString(Path.of("../../docs/assembler.md"), StandardCharsets.UTF_8);
    int start = page.indexOf("$ cat hello.s\n") + "$ cat hello.s\n".length();
    String program =
        assembled("documented", page.substring(start, page.indexOf("\n$ ", start) + 1)).toString();
    assertThat(Launched.with("run", program)).isEqualTo(new Launched(0, "hello\n", ""));
  }
}
