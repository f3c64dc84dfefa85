package dev.seedkernel.elf;

import static dev.seedkernel.elf.Samples.RW;
import static dev.seedkernel.elf.Samples.RWX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans against the Linux kernel that runs the tests: the same program headers, once with x86-64
 * code that writes its memory to standard output, once planned as an AArch64 file.
 */
class LinuxLoaderTest {
  private static final int PAGE = LoadPlan.PAGE_SIZE;
  private static final long BASE = 0x400000;
  private static final long CODE = 0x10000000;
  private static final int CODE_OFFSET = 0x2000;
  private static final int E_MACHINE = 18;

  @TempDir static Path folder;

  /** Before 6.6, Linux zero-filled only the segment with the highest addresses. */
  @BeforeAll
  static void needsLinuxOnX86() {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    String[] version = System.getProperty("os.version").split("[^0-9]+", -1);
    boolean able =
        system.equals("Linux on amd64")
            && version.length > 1
            && 1000 * Integer.parseInt(version[0]) + Integer.parseInt(version[1]) >= 6006;
    if (!able) {
      String reason =
          "the oracle is Linux 6.6 or later on amd64, but this is "
              + (system + ", " + System.getProperty("os.version"));
      System.err.println("SKIPPED: " + reason);
      Assumptions.abort(reason);
    }
  }

  private static Segment load(
      long offset, long address, long fileSize, long memorySize, int flags) {
    return new Segment(
        0, SegmentType.LOAD, flags, offset, address, address, fileSize, memorySize, PAGE);
  }

  private static Segment code(int size) {
    return load(CODE_OFFSET, CODE, size, size, RWX);
  }

  /** A file of these program headers, in which each byte outside the header tells its offset. */
  private static byte[] file(int size, List<Segment> segments, byte[] code, Machine machine) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (1 + (i * 31 + i / 251) % 255);
    }
    byte[] header = ElfWriter.of(ObjectType.EXEC, machine).entry(CODE).write();
    System.arraycopy(header, 0, bytes, 0, ElfHeader.SIZE);
    Fields out = new Fields(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN);
    out.put64(ElfHeader.E_PHOFF, ElfHeader.SIZE);
    out.put16(ElfHeader.E_PHENTSIZE, Segment.SIZE);
    out.put16(ElfHeader.E_PHNUM, segments.size());
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).encode(out, ElfHeader.SIZE + (long) i * Segment.SIZE);
    }
    System.arraycopy(code, 0, bytes, CODE_OFFSET, code.length);
    return bytes;
  }

  /** x86-64 code: write(1, page, 4096) for each page, and exit(0). */
  private static byte[] dumpPages(Iterable<Long> pages) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (long page : pages) {
      instruction(code, 0xbf, 1);
      instruction(code, 0xbe, (int) page);
      instruction(code, 0xba, PAGE);
      instruction(code, 0xb8, 1);
      code.write(0x0f);
      code.write(0x05);
    }
    instruction(code, 0xbf, 0);
    instruction(code, 0xb8, 60);
    code.write(0x0f);
    code.write(0x05);
    return code.toByteArray();
  }

  private static void instruction(ByteArrayOutputStream code, int opcode, int immediate) {
    code.write(opcode);
    for (int shift = 0; shift < 32; shift += 8) {
      code.write(immediate >> shift);
    }
  }

  private static Tools.Result run(byte[] program, Path output) throws Exception {
    Path file = Files.write(folder.resolve("program"), program);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    try {
      Process process =
          new ProcessBuilder(file.toString())
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return new Tools.Result(process.exitValue(), "", "");
    } catch (IOException e) {
      return new Tools.Result(-1, "", String.valueOf(e.getMessage()));
    }
  }

  /** Runs a file on Linux and compares its memory with the plan's, page by page. */
  private static void compare(int size, List<Segment> segments) throws Exception {
    int room = 0x1000;
    List<Segment> all = new ArrayList<>(List.of(code(room)));
    all.addAll(segments);
    // From the headers, not from the plan, so that the plan must have all of them.
    TreeSet<Long> pages = new TreeSet<>();
    for (Segment segment : all) {
      long end = segment.virtualAddress() + segment.memorySize();
      long first = segment.memorySize() == 0 ? end : segment.virtualAddress() & -PAGE;
      for (long page = first; page < end; page += PAGE) {
        pages.add(page);
      }
    }
    byte[] code = dumpPages(pages);
    assertThat(code.length).isLessThan(room);
    LoadPlan plan = LoadPlan.of(ElfFile.parse(file(size, all, code, Machine.AARCH64)));
    Path output = folder.resolve("output");
    int status = run(file(size, all, code, Machine.X86_64), output).status();
    assertThat(status).as("Linux runs %s", segments).isZero();
    byte[] theirs = Files.readAllBytes(output);
    assertThat(theirs).hasSize(pages.size() * PAGE);
    int at = 0;
    for (long page : pages) {
      byte[] ours = page(plan, page);
      // Header bytes differ in the machine alone.
      byte[] linux = Arrays.copyOfRange(theirs, at, at + PAGE);
      boolean header = linux[0] == 0x7f && linux[1] == 'E' && linux[2] == 'L' && linux[3] == 'F';
      if (header) {
        linux[E_MACHINE] = ours[E_MACHINE];
      }
      assertThat(ours).as("page 0x%x of %s", page, segments).isEqualTo(linux);
      at += PAGE;
    }
  }

  private static byte[] page(LoadPlan plan, long page) {
    byte[] bytes = new byte[PAGE];
    boolean there = false;
    for (LoadPlan.Piece piece : plan.pieces()) {
      there |= page < piece.endAddress() && page + PAGE > piece.virtualAddress();
      byte[] content = piece.content().toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < PAGE; i++) {
        long in = page + i - piece.virtualAddress();
        if (in >= 0 && in < content.length) {
          bytes[i] = content[(int) in];
        }
      }
    }
    assertThat(there).as("page 0x%x is in the plan", page).isTrue();
    return bytes;
  }

  @Test
  void segmentsInPagesOfTheirOwn() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 150; run++) {
      int size = 0x8000 + random.nextInt(2 * PAGE);
      List<Segment> segments = new ArrayList<>();
      long page = BASE + PAGE * (long) random.nextInt(3);
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        int in = random.nextInt(PAGE);
        int offset = PAGE * random.nextInt(5) + in;
        int fileSize = random.nextInt(3) == 0 ? 0 : random.nextInt(2 * PAGE);
        int zeros = random.nextBoolean() ? 0 : random.nextInt(3 * PAGE);
        segments.add(load(offset, page + in, fileSize, fileSize + zeros, RW));
        page =
            ((page + in + fileSize + zeros + PAGE - 1) & -PAGE) + (random.nextBoolean() ? PAGE : 0);
      }
      if (random.nextBoolean()) {
        segments = segments.reversed();
      }
      compare(size, segments);
    }
  }

  @Test
  void overlappingWholePages() throws Exception {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 100; run++) {
      List<Segment> segments = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        long content = random.nextInt(4);
        long memory = content + random.nextInt(3);
        long offset = random.nextInt(4);
        long address = BASE + PAGE * (long) random.nextInt(8);
        segments.add(load(offset * PAGE, address, content * PAGE, memory * PAGE, RW));
      }
      compare(0x8000, segments);
    }
  }

  private static void bothRefuse(List<Segment> segments, String rule) throws Exception {
    byte[] code = dumpPages(List.of());
    int status = run(file(0x8000, segments, code, Machine.X86_64), folder.resolve("o")).status();
    assertThat(status).as("Linux and %s", segments).isNotZero();
    byte[] file = file(0x8000, segments, code, Machine.AARCH64);
    assertThat(catchThrowable(() -> plan(file)))
        .isInstanceOf(ElfException.class)
        .hasMessageContaining(rule);
  }

  private static LoadPlan plan(byte[] file) throws ElfException {
    return LoadPlan.of(ElfFile.parse(file));
  }

  @Test
  void whatThePlanRefusesDoesNotRunOnLinux() throws Exception {
    Segment code = code(64);
    bothRefuse(List.of(load(CODE_OFFSET, CODE, 64, 63, RWX)), "p_filesz");
    bothRefuse(List.of(load(CODE_OFFSET + 8, CODE, 64, 64, RWX)), "equal modulo");
    bothRefuse(List.of(load(CODE_OFFSET, CODE + PAGE, 64, 64, RWX)), "must be in a PT_LOAD");
    bothRefuse(List.of(code, load(0, -PAGE, 0, PAGE, RWX)), "2^48");
    bothRefuse(List.of(code, load(0, BASE, 0, -1, RWX)), "2^48");
    bothRefuse(List.of(), "PT_LOAD");
    Segment interpreter = new Segment(0, SegmentType.INTERP, 4, 0, 0, 0, 1, 1, 1);
    bothRefuse(List.of(code, interpreter), "PT_INTERP");
  }

  @Test
  void limitOfProgramHeadersIsThatOfLinux() throws Exception {
    byte[] code = dumpPages(List.of());
    for (int count = LoadPlan.MAX_PROGRAM_HEADERS; count < 1172; count++) {
      int offset = 0x14000;
      List<Segment> segments = new ArrayList<>();
      segments.add(load(offset, CODE, code.length, code.length, RWX));
      Segment unused = new Segment(0, SegmentType.NULL, 0, 0, 0, 0, 0, 0, 0);
      while (segments.size() < count) {
        segments.add(unused);
      }
      byte[] program = file(0x15000, segments, new byte[0], Machine.X86_64);
      System.arraycopy(code, 0, program, offset, code.length);
      int status = run(program, folder.resolve("o")).status();
      assertThat(status == 0).isEqualTo(count <= LoadPlan.MAX_PROGRAM_HEADERS);
    }
  }
}
