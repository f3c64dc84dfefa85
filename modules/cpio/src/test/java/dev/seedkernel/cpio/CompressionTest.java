package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.FieldSource;

class CompressionTest {
  private static final Map<String, List<String>> TOOLS =
      Map.of(
          "gzip", List.of("gzip", "-c"),
          "gzip with a name", List.of("gzip", "-c", "-9", "-N"),
          "xz", List.of("xz", "-c", "--check=crc32"),
          "xz, other check, blocks", List.of("xz", "-c", "--check=sha256", "--block-size=20000"),
          "lzma", List.of("xz", "-c", "--format=lzma"),
          "bzip2", List.of("bzip2", "-c"),
          "zstd", List.of("zstd", "-c", "-q"),
          "zstd -19, no checksum", List.of("zstd", "-c", "-q", "-19", "--no-check"),
          "lz4 -l", List.of("lz4", "-l", "-c", "-q"),
          "lz4 frame", List.of("lz4", "-c", "-q"));

  static final List<String> TOOL_NAMES = TOOLS.keySet().stream().sorted().toList();

  private static final byte[] PLAIN =
      Member.archive(Member.file("z", "plain"), Member.directory("dir"));
  private static final byte[] SMALL = Member.archive(Member.file("a", "small"));
  private static final byte[] LARGE = Member.archive(Member.file("b", largeContent()));

  private static String largeContent() {
    Random random = new Random(1);
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      content.append((char) random.nextInt(random.nextInt(1, 256)));
    }
    return content.toString();
  }

  /** Packed once a tool and archive: the tools take longer to start than the tests to run. */
  private static final Map<String, byte[]> PACKED = new HashMap<>();

  static byte[] pack(String tool, byte[] archive) {
    return PACKED.computeIfAbsent(
        tool + " " + Arrays.hashCode(archive),
        _ -> Tools.filter(archive, TOOLS.getOrDefault(tool, List.of()).toArray(String[]::new)));
  }

  private static List<CpioEntry> entriesOf(byte[]... archives) throws CpioException {
    return CpioReader.read(Tools.concat(archives)).entries();
  }

  @Test
  void zstdIsPresentInThisTestRun() {
    assertThat(Compression.values()).allMatch(Compression::isAvailable);
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void aPartOfTheRealToolIsReadAlone(String tool) throws CpioException {
    assertThat(entriesOf(pack(tool, SMALL))).isEqualTo(entriesOf(SMALL));
    assertThat(entriesOf(pack(tool, LARGE))).isEqualTo(entriesOf(LARGE));
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void aPlainArchiveFollowsWithAndWithoutPadding(String tool) throws CpioException {
    List<CpioEntry> expected = entriesOf(LARGE, PLAIN);
    byte[] packed = pack(tool, LARGE);
    for (int zeros : new int[] {0, 1, 2, 3, 4, 7, 512}) {
      assertThat(entriesOf(packed, new byte[zeros], PLAIN, new byte[zeros]))
          .as("%d zeros", zeros)
          .isEqualTo(expected);
    }
    assertThat(entriesOf(PLAIN, packed, packed, PLAIN))
        .isEqualTo(entriesOf(PLAIN, LARGE, LARGE, PLAIN));
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void everyOtherCompressionFollowsWithAndWithoutPadding(String tool) throws CpioException {
    List<CpioEntry> expected = entriesOf(LARGE, SMALL);
    byte[] packed = pack(tool, LARGE);
    for (String next : TOOL_NAMES) {
      byte[] following = pack(next, SMALL);
      for (int zeros : new int[] {0, 4, 13}) {
        assertThat(entriesOf(packed, new byte[zeros], following))
            .as("%s, %d zeros, %s", tool, zeros, next)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void everyTruncationOfACompressedPartIsRefused(String tool) throws CpioException {
    byte[] packed = pack(tool, SMALL);
    for (int length = 1; length < packed.length; length++) {
      if (tool.equals("lz4 -l") && length == 4) {
        continue; // Its magic alone is the whole of an empty part: the format has no end mark.
      }
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> CpioReader.read(cut))
          .as("%d of %d bytes", length, packed.length)
          .isInstanceOf(CpioException.class);
    }
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void whatBreaksInsideAPartIsReportedAtThePart(String tool) {
    byte[] cut = Arrays.copyOf(SMALL, 115);
    assertThatThrownBy(() -> CpioReader.read(Tools.concat(PLAIN, new byte[3], pack(tool, cut))))
        .isInstanceOfSatisfying(
            CpioException.class,
            e -> {
              assertThat(e.offset()).isEqualTo(PLAIN.length + 3);
              assertThat(e.rule()).contains("part, at unpacked offset 0x70: the part ends inside");
            });
    byte[] nested = pack(tool, pack("gzip", SMALL));
    assertThatThrownBy(() -> CpioReader.read(nested))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("neither zero padding nor a cpio header");
  }

  @Test
  void anArchiveMayNotGoOnInTheNextPart() {
    byte[] head = Arrays.copyOf(LARGE, 1000);
    byte[] tail = Arrays.copyOfRange(LARGE, 1000, LARGE.length);
    assertThatThrownBy(() -> entriesOf(pack("gzip", head), pack("gzip", tail)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("the part ends inside the content of b");
  }

  @Test
  void lz4LegacyDataGoesOnAfterAnotherMagicAsInLinux() throws CpioException {
    byte[] head = Arrays.copyOf(LARGE, 1000);
    byte[] tail = Arrays.copyOfRange(LARGE, 1000, LARGE.length);
    assertThat(entriesOf(pack("lz4 -l", head), pack("lz4 -l", tail))).isEqualTo(entriesOf(LARGE));
  }

  @Test
  void lz4LegacyBlocksOf8MiBAreRead() throws CpioException {
    byte[] archive = Member.archive(Member.file("big", largeContent().repeat(300)));
    assertThat(archive.length).isGreaterThan(2 * Lz4LegacyInputStream.BLOCK_BYTES);
    List<CpioEntry> expected = entriesOf(archive, SMALL);
    byte[] packed = pack("lz4 -l", archive);
    assertThat(entriesOf(packed, pack("lz4 -l", SMALL))).isEqualTo(expected);
    // A gzip header without flags could be the size of a further block, were the last one full.
    assertThat(entriesOf(packed, Tools.filter(SMALL, "gzip", "-n"))).isEqualTo(expected);
  }

  @Test
  void paddedXzStreamsArePartsOfTheirOwn() throws CpioException {
    byte[] stream = pack("xz", SMALL);
    assertThat(entriesOf(stream, new byte[4], stream, stream, new byte[8]))
        .isEqualTo(entriesOf(SMALL, SMALL, SMALL));
  }

  @ParameterizedTest
  @EnumSource
  void writtenPartsAreReadAgainAndReproducible(Compression compression) throws CpioException {
    CpioArchive tree = CpioReader.read(Tools.concat(LARGE, PLAIN)).canonical();
    byte[] packed = CpioWriter.toBytes(tree, compression);
    assertThat(CpioReader.read(packed)).isEqualTo(tree);
    assertThat(CpioWriter.toBytes(tree, compression)).isEqualTo(packed);
    MemorySegment segment = MemorySegment.ofArray(packed);
    if (compression != Compression.NONE) {
      assertThat(Compression.detect(segment, 0)).contains(compression);
      assertThat(packed.length).isLessThan(CpioWriter.toBytes(tree).length);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void theRealToolUnpacksWhatIsWritten(Compression compression) throws CpioException {
    // More than one block of lz4, less of what takes longer.
    String content = largeContent().repeat(compression == Compression.LZ4 ? 150 : 20);
    CpioArchive tree = CpioReader.read(Member.archive(Member.file("big", content))).canonical();
    List<String> command =
        switch (compression) {
          case LZMA -> List.of("xz", "-dc", "--format=lzma");
          case LZ4 -> List.of("lz4", "-dc", "-q");
          default -> List.of(compression.label(), "-dc");
        };
    byte[] unpacked =
        Tools.filter(CpioWriter.toBytes(tree, compression), command.toArray(String[]::new));
    assertThat(unpacked).isEqualTo(CpioWriter.toBytes(tree));
  }

  @Property(tries = 2000)
  void anyBytesCompressedWithLz4AreUnpackedAgain(
      @ForAll @Size(max = 300) List<@IntRange(max = 3) Integer> values) throws IOException {
    byte[] bytes = new byte[values.size() * 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = values.get(i / 3).byteValue();
    }
    byte[] packed = Lz4BlockEncoder.encode(bytes, bytes.length).toByteArray();
    try (InputStream in = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void theLz4ToolUnpacksBlocksOfEverySmallSize() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int size = 1; size < 600; size++) {
      // One byte again and again, with something else at the end, where the format has its rules.
      byte[] bytes = new byte[size];
      bytes[size - 1 - size % Math.min(size, 14)] = 1;
      try (Lz4LegacyOutputStream out = new Lz4LegacyOutputStream(packed)) {
        out.write(bytes);
      }
      expected.writeBytes(bytes);
    }
    assertThat(Tools.filter(packed.toByteArray(), "lz4", "-dc", "-q"))
        .isEqualTo(expected.toByteArray());
  }

  @Test
  void theGzipHeaderHasNoTimeNoNameAndNoSystem() throws CpioException {
    byte[] packed = CpioWriter.toBytes(CpioReader.read(SMALL), Compression.GZIP);
    assertThat(Arrays.copyOf(packed, 10))
        .isEqualTo(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, (byte) 0xff});
  }
}
