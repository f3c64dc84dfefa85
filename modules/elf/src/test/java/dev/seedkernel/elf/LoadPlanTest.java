package dev.seedkernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seedkernel.elf.LoadPlan.Piece;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The rules of {@link LoadPlan}, and every ELF trap that others fell into. */
class LoadPlanTest {
  private static LoadPlan plan(byte[] bytes) throws ElfException {
    return LoadPlan.of(ElfFile.parse(bytes));
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  private static void assertRefused(byte[] bytes, long offset, String rule) {
    assertThatExceptionOfType(ElfException.class)
        .isThrownBy(() -> plan(bytes))
        .satisfies(e -> assertThat(e.rule()).contains(rule))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
  }

  /** Sets a 64-bit field of a little-endian file. */
  private static byte[] with(byte[] file, long offset, long value) {
    MemorySegment.ofArray(file)
        .set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset, value);
    return file;
  }

  private static byte[] with16(byte[] file, int offset, int value) {
    file[offset] = (byte) value;
    file[offset + 1] = (byte) (value >> 8);
    return file;
  }

  private static final int PHDR = ElfHeader.SIZE;

  /** A file of program headers exactly as given; the rest of its 64 KiB counts up. */
  private static byte[] file(long entry, Segment... segments) {
    byte[] content = new byte[65536];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + (i >> 8));
    }
    byte[] header = Samples.executable().entry(entry).load(0, new byte[0], 1, 4).write();
    System.arraycopy(header, 0, content, 0, ElfHeader.SIZE);
    with16(content, ElfHeader.E_PHNUM, segments.length);
    Fields out = new Fields(MemorySegment.ofArray(content), ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < segments.length; i++) {
      segments[i].encode(out, PHDR + (long) i * Segment.SIZE);
    }
    return content;
  }

  private static Segment load(
      long offset, long address, long fileSize, long memorySize, int flags) {
    return new Segment(
        0, SegmentType.LOAD, flags, offset, address, address, fileSize, memorySize, 4096);
  }

  private static Segment other(SegmentType type, long offset, long address, long size, int flags) {
    return new Segment(0, type, flags, offset, address, address, size, size, 1);
  }

  /** Copies a plan as its documentation tells a loader to. */
  private static byte[] image(LoadPlan plan, long from, int size) {
    byte[] memory = new byte[size];
    for (Piece piece : plan.pieces()) {
      int at = (int) (piece.virtualAddress() - from);
      Arrays.fill(memory, at, (int) (at + piece.memorySize()), (byte) 0);
      byte[] content = bytes(piece.content());
      System.arraycopy(content, 0, memory, at, content.length);
    }
    return memory;
  }

  @Test
  void aProgramWithoutSectionHeadersLoads() throws ElfException {
    LoadPlan plan = plan(Samples.program());
    assertThat(plan.entry()).isEqualTo(0x400000);
    assertThat(plan.positionIndependent()).isFalse();
    assertThat(plan.pieces()).hasSize(1);
    Piece piece = plan.pieces().getFirst();
    assertThat(piece.virtualAddress()).isEqualTo(0x400000);
    assertThat(bytes(piece.content())).isEqualTo(Samples.exit42());
    assertThat(piece.readable()).isTrue();
    assertThat(piece.writable()).isFalse();
    assertThat(piece.executable()).isTrue();
    assertThat(piece.content().isReadOnly()).isTrue();
    assertThat(plan.lowestAddress()).isEqualTo(0x400000);
    assertThat(plan.endAddress()).isEqualTo(0x400000 + Samples.exit42().length);
    assertThat(plan.alignment()).isEqualTo(4096);
    assertThat(plan.programHeaderAddress()).isEmpty();
    assertThat(plan.programHeaderSize()).isEqualTo(56);
    assertThat(plan.programHeaderCount()).isEqualTo(1);
    assertThat(plan.interpreter()).isEmpty();
    assertThat(plan.executableStack()).isFalse();
    assertThat(plan.threadLocalStorage()).isEmpty();
  }

  @Test
  void aBrokenSectionTableDoesNotStopAProgram() throws ElfException {
    byte[] bytes = with(Samples.program(), ElfHeader.E_SHOFF, -1);
    with16(bytes, ElfHeader.E_SHENTSIZE, 3);
    with16(bytes, ElfHeader.E_SHNUM, 999);
    assertThat(plan(bytes).entry()).isEqualTo(0x400000);
    assertThatExceptionOfType(ElfException.class).isThrownBy(() -> ElfFile.parse(bytes).sections());
    assertThat(ElfFile.parse(bytes).write()).isEqualTo(bytes);
  }

  @Test
  void hexWrittenProgramOfOneByteAt600000WithAllPermissionsAndAlignment1Loads()
      throws ElfException {
    LoadPlan plan = plan(Samples.hexWritten());
    Piece piece = plan.pieces().getFirst();
    assertThat(piece.virtualAddress()).isEqualTo(0x600000);
    assertThat(piece.memorySize()).isEqualTo(1);
    assertThat(bytes(piece.content())).containsExactly(42);
    assertThat(piece.readable() && piece.writable() && piece.executable()).isTrue();
    assertThat(plan.endAddress()).isEqualTo(0x600001);
  }

  @Test
  void tooSmallAFileSizeShowsTheRestOfThePageAsOnLinux() throws ElfException {
    byte[] file = file(0x600078, load(0x78, 0x600078, 1, 1, Samples.RWX));
    LoadPlan plan = plan(file);
    Piece piece = plan.pieces().getFirst();
    assertThat(piece.virtualAddress()).isEqualTo(0x600000);
    assertThat(bytes(piece.content())).isEqualTo(Arrays.copyOf(file, 4096));
    assertThat(piece.zeroFillSize()).isZero();
    assertThat(plan.lowestAddress()).isEqualTo(0x600078);
    assertThat(plan.endAddress()).isEqualTo(0x600079);
  }

  @Test
  void zeroFillClearsTheRestOfThePage() throws ElfException {
    byte[] file = file(0x600078, load(0x78, 0x600078, 8, 100, Samples.RWX));
    Piece piece = plan(file).pieces().getFirst();
    assertThat(bytes(piece.content())).isEqualTo(Arrays.copyOf(file, 0x80));
    assertThat(piece.memorySize()).isEqualTo(0x78 + 100);
    assertThat(piece.zeroFillSize()).isEqualTo(92);
  }

  @Test
  void zeroFillWithoutContentMayPointBeyondTheFile() throws ElfException {
    byte[] file =
        file(
            0x400000,
            load(0, 0x400000, 0x100, 0x100, Samples.RX),
            load(0x7fff_ffff_0000L, 0x41fff0, 0, 512L << 20, Samples.RW));
    Piece zero = plan(file).pieces().get(1);
    assertThat(zero.virtualAddress()).isEqualTo(0x41fff0);
    assertThat(zero.content().byteSize()).isZero();
    assertThat(zero.zeroFillSize()).isEqualTo(512L << 20);
    assertThat(zero.endAddress()).isEqualTo(0x41fff0 + (512L << 20));
  }

  @Test
  void fileSizeAboveMemorySizeIsRefused() {
    assertRefused(
        file(0x400000, load(0, 0x400000, 2, 1, 5)),
        PHDR + Segment.P_FILESZ,
        "p_filesz 0x2 must not be above p_memsz 0x1");
    assertRefused(
        file(0x400000, load(0, 0x400000, -1, -1, 5)), PHDR + Segment.P_FILESZ, "p_filesz");
  }

  @Test
  void addressPlusMemorySizeThatOverflowsIsRefused() {
    for (long[] range :
        new long[][] {
          {0x400000, Long.MAX_VALUE},
          {0x400000, -0x400000},
          {-4096, 4096},
          {-4096, 8192},
          {1L << 48, 1},
          {(1L << 48) - 4096, 4097},
          {0x400000, -1}
        }) {
      assertRefused(
          file(0x400000, load(0, range[0], 0, range[1], 5)), PHDR + Segment.P_VADDR, "2^48");
    }
  }

  @Test
  void aProgramMayEndAtTheAddressLimit() throws ElfException {
    long address = LoadPlan.ADDRESS_LIMIT - 4096;
    assertThat(plan(file(address, load(0, address, 16, 4096, 5))).endAddress())
        .isEqualTo(LoadPlan.ADDRESS_LIMIT);
  }

  @Test
  void alignmentThatIsZeroOneOrNoPowerOfTwoIsIgnored() throws ElfException {
    for (long alignment : new long[] {0, 1, 3, 4097, -1, 0x10000, Long.MIN_VALUE}) {
      byte[] file = file(0x400000, load(0, 0x400000, 16, 16, 5));
      with(file, PHDR + Segment.P_ALIGN, alignment);
      assertThat(plan(file).alignment()).isEqualTo(4096);
    }
  }

  @Test
  void largestPowerOfTwoAlignsThePositionIndependentProgram() throws ElfException {
    byte[] file = file(0, load(0, 0, 16, 16, 5), load(0x4000, 0x4000, 1, 1, 6));
    with16(file, 16, 3);
    with(file, PHDR + Segment.P_ALIGN, 0x18000);
    with(file, PHDR + Segment.SIZE + Segment.P_ALIGN, 0x10000);
    LoadPlan plan = plan(file);
    assertThat(plan.positionIndependent()).isTrue();
    assertThat(plan.alignment()).isEqualTo(0x10000);
    with(file, PHDR + Segment.SIZE + Segment.P_ALIGN, Long.MIN_VALUE);
    assertRefused(file, PHDR + Segment.SIZE + Segment.P_ALIGN, "p_align");
  }

  @Test
  void offsetAndAddressThatDifferModuloThePageSizeAreRefused() {
    assertRefused(
        file(0x400000, load(0x78, 0x400000, 16, 16, 5)),
        PHDR + Segment.P_OFFSET,
        "equal modulo the page size");
  }

  @Test
  void contentBeyondTheEndOfTheFileIsRefused() {
    assertRefused(
        file(0x400000, load(0x1000, 0x400000, 65536, 65536, 5)),
        PHDR + Segment.P_OFFSET,
        "must lie in the file");
    assertRefused(
        file(0x400000, load(-4096, 0x400000, 4096, 4096, 5)),
        PHDR + Segment.P_OFFSET,
        "must lie in the file");
    byte[] program = Samples.program();
    assertRefused(
        Arrays.copyOf(program, program.length - 1),
        PHDR + Segment.P_OFFSET,
        "must lie in the file");
  }

  @Test
  void overlappingSegmentsLoadWithTheLaterOneOnTop() throws ElfException {
    byte[] file =
        file(
            0x400000,
            load(0x1000, 0x400000, 0x3000, 0x3000, 5),
            load(0x8000, 0x401000, 0x1000, 0x1000, 6));
    byte[] image = image(plan(file), 0x400000, 0x3000);
    byte[] expected = Arrays.copyOfRange(file, 0x1000, 0x4000);
    System.arraycopy(file, 0x8000, expected, 0x1000, 0x1000);
    assertThat(image).isEqualTo(expected);
  }

  /** Against the plainest definition there is: copy one after the other. */
  @Property(tries = 500)
  void anyOverlapIsTheSameAsCopyingInOrder(@ForAll("ranges") List<int[]> ranges)
      throws ElfException {
    Segment[] loads = new Segment[ranges.size()];
    byte[] expected = new byte[0x20000];
    byte[] content = file(0);
    long end = 0;
    for (int i = 0; i < loads.length; i++) {
      int[] r = ranges.get(i);
      // Whole pages, so that nothing is extended to the ends of a page.
      loads[i] = load(r[0] * 4096L, 0x400000 + r[1] * 4096L, r[2] * 4096L, r[3] * 4096L, 7);
      int at = r[1] * 4096;
      Arrays.fill(expected, at, at + r[3] * 4096, (byte) 0);
      System.arraycopy(content, r[0] * 4096, expected, at, r[2] * 4096);
      end = Math.max(end, loads[i].virtualAddress() + loads[i].memorySize());
    }
    LoadPlan plan = plan(file(loads[0].virtualAddress(), loads));
    assertThat(image(plan, 0x400000, expected.length)).isEqualTo(expected);
    long last = 0;
    for (Piece piece : plan.pieces()) {
      assertThat(piece.virtualAddress()).isGreaterThanOrEqualTo(last);
      last = piece.endAddress();
    }
    assertThat(plan.endAddress()).isEqualTo(end).isEqualTo(last);
  }

  @Provide
  Arbitrary<List<int[]>> ranges() {
    // Offset 1 to 8, address 0 to 15, content 0 to 7, memory at least that and at least 1, in
    // pages.
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 8))
        .as((o, a, c, z) -> new int[] {o, a, c, Math.max(1, c + z)})
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Test
  void descendingSegmentsLoad() throws ElfException {
    byte[] file =
        file(
            0x400000,
            load(0x8000, 0x410000, 0x1000, 0x1000, 6),
            load(0x1000, 0x400000, 0x1000, 0x1000, 5));
    LoadPlan plan = plan(file);
    assertThat(plan.pieces())
        .extracting(Piece::virtualAddress)
        .containsExactly(0x400000L, 0x410000L);
    assertThat(plan.lowestAddress()).isEqualTo(0x400000);
    assertThat(plan.endAddress()).isEqualTo(0x411000);
  }

  @Test
  void segmentsThatShareAPageKeepTheirOwnBytes() throws ElfException {
    // Laid out in the file differently from memory: mapping whole pages would lose the first one.
    byte[] file =
        file(
            0x400000,
            load(0x1000, 0x400000, 0x880, 0x880, 5),
            load(0x8880, 0x400880, 0x100, 0x200, 6),
            load(0x5a80, 0x400a80, 0x20, 0x20, 4));
    byte[] image = image(plan(file), 0x400000, 0x1000);
    byte[] expected = new byte[0x1000];
    System.arraycopy(file, 0x1000, expected, 0, 0x880);
    System.arraycopy(file, 0x8880, expected, 0x880, 0x100);
    System.arraycopy(file, 0x5a80, expected, 0xa80, 0x20);
    assertThat(image).isEqualTo(expected);
  }

  @Test
  void entryPointOutsideEverySegmentIsRefused() {
    for (long entry : new long[] {0, 0x3fffff, 0x401000, -1, Long.MIN_VALUE}) {
      assertRefused(file(entry, load(0, 0x400000, 0x1000, 0x1000, 5)), 24, "must be in a PT_LOAD");
    }
  }

  @Test
  void aProgramWithoutAnythingToLoadIsRefused() {
    assertRefused(file(0), PHDR, "must have a PT_LOAD");
    assertRefused(file(0x400000, load(0, 0x400000, 0, 0, 5)), PHDR, "must have a PT_LOAD");
    assertRefused(Samples.object(), 16, "type is REL (1), neither EXEC (2) nor DYN (3)");
  }

  @Test
  void anotherMachineIsNamed() {
    assertRefused(
        with16(Samples.program(), 18, 62), 18, "machine is x86-64 (62), not AArch64 (183)");
    assertRefused(
        with16(Samples.program(), 18, 0x1234), 18, "machine is 0x1234 (4660), not AArch64 (183)");
  }

  @Test
  void aBigEndianProgramIsRefused() {
    byte[] program =
        Samples.executable()
            .byteOrder(ByteOrder.BIG_ENDIAN)
            .load(0x400000, Samples.exit42(), 12, 5)
            .entry(0x400000)
            .write();
    assertRefused(program, ElfHeader.EI_DATA, "big-endian");
  }

  @Test
  void everyProgramHeaderSizeBut56IsRefused() {
    for (int size : new int[] {0, 55, 57, 32, 0xffff}) {
      assertRefused(
          with16(Samples.program(), ElfHeader.E_PHENTSIZE, size),
          ElfHeader.E_PHENTSIZE,
          "e_phentsize must be 56");
    }
  }

  @Test
  void moreProgramHeadersThanLinuxTakesAreRefused() throws ElfException {
    ElfWriter writer = Samples.executable().entry(0x400000);
    for (int i = 0; i < LoadPlan.MAX_PROGRAM_HEADERS; i++) {
      writer.load(0x400000 + i * 4096L, new byte[4], 4, 5);
    }
    assertThat(plan(writer.write()).pieces()).hasSize(1170);
    writer.load(0, new byte[0], 0, 4);
    assertRefused(writer.write(), ElfHeader.E_PHNUM, "at most 1170");
  }

  @Test
  void programHeadersInMemoryAreFoundThroughTheLoadOrPhdr() throws ElfException {
    Segment load = load(0, 0x400000, 0x1000, 0x1000, 5);
    assertThat(plan(file(0x400000, load)).programHeaderAddress()).hasValue(0x400040);
    Segment notCovering = load(0x1000, 0x401000, 0x1000, 0x1000, 5);
    assertThat(plan(file(0x401000, notCovering)).programHeaderAddress()).isEmpty();
    Segment phdr = other(SegmentType.PHDR, 0x40, 0x401100, 56, 4);
    assertThat(plan(file(0x401000, notCovering, phdr)).programHeaderAddress()).hasValue(0x401100);
    Segment elsewhere = other(SegmentType.PHDR, 0x40, 0x900000, 56, 4);
    assertThat(plan(file(0x401000, notCovering, elsewhere)).programHeaderAddress()).isEmpty();
  }

  @Test
  void interpreterIsReportedAndChecked() throws ElfException {
    Segment load = load(0, 0x400000, 0x1000, 0x1000, 5);
    byte[] path = "/lib/ld.so\0junk\0".getBytes(StandardCharsets.UTF_8);
    byte[] file = file(0x400000, load, other(SegmentType.INTERP, 0x2000, 0x400000, path.length, 4));
    System.arraycopy(path, 0, file, 0x2000, path.length);
    assertThat(plan(file).interpreter()).hasValue("/lib/ld.so");
    file[0x2000 + path.length - 1] = 'x';
    assertRefused(file, 0x2000 + path.length - 1, "must end in NUL");
    for (long size : new long[] {0, 1, 4097, -1}) {
      assertRefused(
          file(0x400000, load, other(SegmentType.INTERP, 0x2000, 0, size, 4)),
          PHDR + Segment.SIZE + Segment.P_FILESZ,
          "PT_INTERP must have 2 to 4096 bytes");
    }
  }

  @Test
  void lastStackHeaderAndFirstTemplateCount() throws ElfException {
    Segment load = load(0, 0x400000, 0x1000, 0x1000, 5);
    Segment executable = other(SegmentType.GNU_STACK, 0, 0, 0, 7);
    Segment plain = other(SegmentType.GNU_STACK, 0, 0, 0, 6);
    Segment template = other(SegmentType.TLS, 0, 0x400100, 16, 4);
    LoadPlan plan = plan(file(0x400000, load, plain, executable, template, load));
    assertThat(plan.executableStack()).isTrue();
    assertThat(plan.threadLocalStorage().orElseThrow().virtualAddress()).isEqualTo(0x400100);
    assertThat(plan(file(0x400000, load, executable, plain)).executableStack()).isFalse();
  }

  @Test
  void realProgramsLoadToWhatTheirSectionsSay() throws ElfException, IOException {
    for (String name : List.of("static", "static-pie", "free", "omagic", "stripped", "property")) {
      ElfFile file = ElfFile.parse(RealFiles.read(name));
      LoadPlan plan = LoadPlan.of(file);
      long base = plan.lowestAddress() & -4096;
      byte[] image = image(plan, base, (int) (plan.endAddress() - base) + 4096);
      int compared = 0;
      for (Section section : file.sections()) {
        boolean inMemory = (section.flags() & Section.SHF_ALLOC) != 0;
        boolean zeroTemplate = section.name().equals(".tbss");
        if (inMemory && !zeroTemplate) {
          byte[] expected =
              section.hasContent() ? bytes(file.content(section)) : new byte[(int) section.size()];
          int at = (int) (section.address() - base);
          assertThat(Arrays.copyOfRange(image, at, at + expected.length))
              .as(name + " " + section.name())
              .isEqualTo(expected);
          compared++;
        }
      }
      assertThat(compared).as(name).isGreaterThan(2);
    }
  }

  @Test
  void realProgramsSayWhatTheyAre() throws ElfException {
    LoadPlan pie = plan(RealFiles.read("static-pie"));
    assertThat(pie.positionIndependent()).isTrue();
    assertThat(pie.interpreter()).isEmpty();
    assertThat(pie.alignment()).isEqualTo(0x10000);
    assertThat(pie.programHeaderAddress()).hasValue(64);
    assertThat(pie.threadLocalStorage()).isPresent();
    assertThat(plan(RealFiles.read("static")).positionIndependent()).isFalse();
    assertThat(plan(RealFiles.read("dynamic")).interpreter())
        .hasValue("/lib/ld-linux-aarch64.so.1");
    assertRefused(RealFiles.read("big-endian"), ElfHeader.EI_DATA, "big-endian");
    List<Piece> pieces = new ArrayList<>(plan(RealFiles.read("omagic")).pieces());
    assertThat(pieces.getFirst().writable() && pieces.getFirst().executable()).isTrue();
  }
}
