package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** GNU binutils for AArch64, what the syntax is measured by. */
final class Binutils {
  private static final String PREFIX = "aarch64-linux-gnu-";
  private static final Pattern LINE =
      Pattern.compile("\\s*([0-9a-f]+):\\t([0-9a-f]{8}) \\t(\\S.*)");

  private Binutils() {}

  /**
   * A line of objdump.
   *
   * @param text without symbols and comments
   */
  record Line(long address, int word, String text) {}

  /** Skips the test if a tool is missing, or fails it where everything must be there. */
  static void require(String... tools) {
    for (String tool : tools) {
      requireProgram(PREFIX + tool, "binutils-aarch64-linux-gnu");
    }
  }

  /** Skips the test if a program is missing, or fails it where everything must be there. */
  static void requireProgram(String program, String packageName) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    if (!found) {
      missing(program + " is not installed (package " + packageName + ")");
    }
  }

  /** Skips the test for a reason, or fails it where everything must be there. */
  static void missing(String reason) {
    assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
    System.err.println("skipped: " + reason);
    abort(reason);
  }

  /** Runs a tool that must succeed, and returns what it wrote. */
  static String run(Path directory, String tool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PREFIX + tool));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, tool, ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(output, UTF_8);
    assertThat(status).as("%s: %s", command, text).isZero();
    return text;
  }

  /** Disassembles words from an address on. */
  static List<Line> objdump(Path directory, long address, int[] words) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    Path file = Files.write(directory.resolve("words.bin"), bytes.array());
    String start = "--adjust-vma=0x" + Long.toHexString(address);
    String[] options = {"-D", "-z", "-b", "binary", "-m", "aarch64", start, file.toString()};
    try (Stream<String> lines = run(directory, "objdump", options).lines()) {
      return parse(lines);
    }
  }

  static List<Line> parse(Stream<String> lines) {
    return lines
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(m ->
            new Line(
                Long.parseUnsignedLong(m.group(1), 16),
                Integer.parseUnsignedInt(m.group(2), 16),
                clean(m.group(3))))
        .toList();
  }

  /** Cuts what objdump adds: the name of a symbol, and a comment. */
  private static String clean(String text) {
    return text.replaceAll("\\s*//.*", "").replaceAll(" <[^>]*>$", "").strip();
  }

  /** Assembles and links text to a static program. */
  static Path program(Path directory, String source, long text, long rodata, long data)
      throws Exception {
    Files.writeString(directory.resolve("source.s"), source);
    run(directory, "as", "-o", "source.o", "source.s");
    run(
        directory,
        "ld",
        "-o",
        "program",
        "-e",
        "0",
        "--section-start=.text=0x" + Long.toHexString(text),
        "--section-start=.rodata=0x" + Long.toHexString(rodata),
        "--section-start=.data=0x" + Long.toHexString(data),
        "source.o");
    return directory.resolve("program");
  }

  /** Returns the content of a section of an ELF file. */
  static byte[] section(Path directory, Path file, String name) throws Exception {
    Path out = directory.resolve("section" + name);
    Files.deleteIfExists(out);
    run(directory, "objcopy", "-O", "binary", "-j", name, file.toString(), out.toString());
    return Files.exists(out) ? Files.readAllBytes(out) : new byte[0];
  }

  static int word(byte[] bytes) throws IOException {
    if (bytes.length != 4) {
      throw new IOException(bytes.length + " bytes instead of one instruction");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
