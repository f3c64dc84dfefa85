package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each function of real programs becomes a region that HotSpot compiles: none has a method of more
 * than 8000 bytes. The programs are those of {@code spec-tests/fetch-guests}; where they are
 * missing, the test says so, and fails if {@code CI} is {@code true}.
 */
class RealProgramSizeTest {
  private static final Path GUESTS = Path.of("..", "..", "target", "guests", "bin");

  /** HugeMethodLimit. */
  private static final int LIMIT = 8000;

  /** The executable segment of a program, and where its functions begin. */
  private static final class Code implements RegionCompiler.Source {
    private final long start;
    private final int[] words;
    private final SortedSet<Long> functions = new TreeSet<>();

    Code(long start, int[] words) {
      this.start = start;
      this.words = words;
    }

    static Code of(Path program) throws IOException {
      ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
      // ELF gABI: e_phoff, e_phentsize, e_phnum; p_type, p_flags, p_offset, p_vaddr, p_filesz.
      int headers = (int) elf.getLong(32);
      for (int n = 0; n < elf.getShort(56); n++) {
        int header = headers + n * elf.getShort(54);
        boolean executable = elf.getInt(header) == 1 && (elf.getInt(header + 4) & 1) != 0;
        if (executable) {
          int[] words = new int[(int) elf.getLong(header + 32) / 4];
          elf.slice((int) elf.getLong(header + 8), words.length * 4)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asIntBuffer()
              .get(words);
          Code code = new Code(elf.getLong(header + 16), words);
          code.functions.add(elf.getLong(24));
          code.findCalls();
          return code;
        }
      }
      throw new IllegalArgumentException(program + " has no executable segment");
    }

    /** What BL leads to is a function. */
    private void findCalls() {
      for (int n = 0; n < words.length; n++) {
        if (words[n] >>> 26 == 0b100101) {
          long target = start + (n + (words[n] << 6 >> 6)) * 4L;
          if (at(target) != null) {
            functions.add(target);
          }
        }
      }
    }

    @Override
    public @Nullable Instruction at(long address) {
      long index = (address - start) / 4;
      return address < start || index >= words.length
          ? null
          : InstructionSet.a64().decode(words[(int) index]);
    }

    @Override
    public Link link(long address) {
      return new Link(address);
    }

    @Override
    public long[] targets(long branch) {
      return new long[0];
    }

    @Override
    public long windowPages() {
      return 1 << 20;
    }

    @Override
    public boolean isEntry(long address) {
      return false;
    }
  }

  private static Path guest(String name) {
    Path program = GUESTS.resolve(name);
    if (!Files.exists(program)) {
      String reason = "target/guests/bin/" + name + " is missing; spec-tests/fetch-guests makes it";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      System.err.println("skipped: " + reason);
      Assumptions.abort(reason);
    }
    return program;
  }

  @ParameterizedTest
  @ValueSource(strings = {"busybox", "lua", "sqlite3", "tcc", "xz"})
  void eachFunctionIsCompiledByHotSpot(String name) throws IOException {
    Code code = Code.of(guest(name));
    assertThat(code.functions.size()).isGreaterThan(400);
    int longest = 0;
    long instructions = 0;
    for (long function : code.functions) {
      RegionCompiler.Made made =
          Objects.requireNonNull(RegionCompiler.fitting(function, code, null));
      byte[] file = RegionCompiler.write(made.emitter(), function);
      for (MethodModel method : ClassFile.of().parse(file).methods()) {
        int length = ((CodeAttribute) method.code().orElseThrow()).codeLength();
        assertThat(length).as("%s at 0x%x", name, function).isLessThanOrEqualTo(LIMIT);
        longest = Math.max(longest, length);
      }
      instructions += made.graph().count();
    }
    assertThat(longest).as("some are cut to fit").isGreaterThan(LIMIT * 3 / 4);
    assertThat(instructions / code.functions.size()).as("of a region").isGreaterThan(30);
  }
}
