package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged archives: what comes out is an archive or a {@link CpioException}, and soon. */
class MutationTest {
  private static final int MUTATIONS = 1000;
  private static final long SEED = 42;

  /** Small, so that a header cannot make each of thousands of inputs allocate and clear 128 MiB. */
  private static final CpioLimits LIMITS = new CpioLimits(8 << 20, 10_000, 4096, 16, 9 << 20);

  private static final byte[] ARCHIVE =
      Member.archive(
          Member.directory("dir"),
          Member.file("dir/a", "content of a, content of a, content of a").inode(5, 2),
          Member.file("dir/b", "").inode(5, 2),
          Member.symlink("link", "dir/a"),
          Member.file("sum", "abc").crc('a' + 'b' + 'c'));

  static Stream<String> tools() {
    return Stream.concat(Stream.of("plain", "mixed"), CompressionTest.TOOL_NAMES.stream());
  }

  private static byte[] original(String tool) {
    return switch (tool) {
      case "plain" -> ARCHIVE;
      case "mixed" ->
          Tools.concat(
              CompressionTest.pack("gzip", ARCHIVE),
              new byte[3],
              ARCHIVE,
              CompressionTest.pack("lz4 -l", ARCHIVE),
              new byte[4],
              CompressionTest.pack("xz", ARCHIVE),
              CompressionTest.pack("zstd", ARCHIVE));
      default -> CompressionTest.pack(tool, ARCHIVE);
    };
  }

  @ParameterizedTest
  @MethodSource("tools")
  void onlyCpioExceptionComesOut(String tool) {
    byte[] original = original(tool);
    assertThatCode(() -> CpioReader.read(original)).doesNotThrowAnyException();
    Random random = new Random(SEED + tool.hashCode());
    int refused =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> {
              int count = 0;
              for (int i = 0; i < MUTATIONS; i++) {
                count += survives(mutate(original, random), tool + " mutation " + i);
              }
              return count;
            });
    assertThat(refused).as("mutations that were noticed").isGreaterThan(MUTATIONS / 10);
  }

  /** Returns 1 if the input was refused, 0 if it was taken. */
  private static int survives(byte[] input, String what) {
    try {
      CpioArchive archive = CpioReader.read(MemorySegment.ofArray(input), LIMITS);
      long size = 0;
      for (CpioInode inode : archive.inodes()) {
        size += inode.content().byteSize();
      }
      assertThat(size).isLessThanOrEqualTo(LIMITS.unpackedBytes());
      // What was read can also be taken further, or is refused in the same way.
      byte[] canonical = CpioWriter.toBytes(archive);
      assertThat(CpioReader.read(canonical)).isEqualTo(archive.canonical());
      assertThat(Manifest.parse(Manifest.of(archive).toString())).isEqualTo(Manifest.of(archive));
      return 0;
    } catch (CpioException e) {
      assertThat(e.rule()).isNotBlank();
      return 1;
    } catch (RuntimeException | Error e) {
      return fail(what + ": " + HexFormat.of().formatHex(input), e);
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes = mutateOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutateOnce(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(16), bytes.length - at);
    switch (random.nextInt(8)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt(256);
      case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
      case 4 -> bytes[at] = (byte) "0123456789abcdefF".charAt(random.nextInt(17));
      case 5 -> {
        byte[] field =
            List.of("ffffffff", "00000000", "7fffffff", "80000000", "00001000")
                .get(random.nextInt(5))
                .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(field, 0, bytes, at, Math.min(8, bytes.length - at));
      }
      case 6 -> {
        return Tools.concat(
            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
      }
      default -> {
        byte[] inserted = new byte[length];
        random.nextBytes(inserted);
        return Tools.concat(
            Arrays.copyOf(bytes, at), inserted, Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }
}
