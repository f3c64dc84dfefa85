package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LimitsTest {
  static final List<String> TOOL_NAMES = CompressionTest.TOOL_NAMES;

  private static ThrowingCallable reading(byte[] input, CpioLimits limits) {
    return () -> CpioReader.read(MemorySegment.ofArray(input), limits);
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void aBombOfContentEndsAtTheLimit(String tool) {
    byte[] bomb =
        CompressionTest.pack(tool, Member.archive(Member.file("f", "\0".repeat(6_000_000))));
    assertThat(bomb.length).isLessThan(400_000);
    assertThatThrownBy(reading(bomb, CpioLimits.DEFAULT.withUnpackedBytes(1_000_000)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("unpacks to more than the limit of 1000000 bytes");
  }

  @ParameterizedTest
  @FieldSource("TOOL_NAMES")
  void aBombOfPaddingEndsAtTheLimit(String tool) {
    byte[] bomb =
        CompressionTest.pack(tool, Arrays.copyOf(Member.archive(Member.file("f", "x")), 6_000_000));
    assertThatThrownBy(reading(bomb, CpioLimits.DEFAULT.withUnpackedBytes(1_000_000)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("unpacks to more than the limit of 1000000 bytes");
  }

  @Test
  void theLimitIsForAllPartsTogether() throws CpioException {
    byte[] part = Tools.filter(Member.archive(Member.file("f", "x".repeat(1000))), "gzip", "-c");
    byte[] two = Tools.concat(part, part);
    CpioReader.read(MemorySegment.ofArray(two), CpioLimits.DEFAULT.withUnpackedBytes(3000));
    assertThatThrownBy(reading(two, CpioLimits.DEFAULT.withUnpackedBytes(2000)))
        .hasMessageContaining("limit of 2000 bytes");
  }

  @Test
  void aSizeInAHeaderAllocatesNothingByItself() {
    // 500 MB announced, a few bytes there; the whole test run has less heap than five of these.
    byte[] part = Tools.filter(Member.file("f", "x").size(500_000_000).bytes(), "gzip", "-c");
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(reading(part, CpioLimits.DEFAULT))
          .hasMessageContaining("the part ends inside the content of f");
    }
    byte[] huge = Tools.filter(Member.file("f", "x").size(0xfffffff0L).bytes(), "gzip", "-c");
    assertThatThrownBy(reading(huge, CpioLimits.DEFAULT.withUnpackedBytes(Long.MAX_VALUE)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("larger than 2 GiB in a compressed part");
  }

  @Test
  void moreEntriesThanTheLimitAreRefused() throws CpioException {
    byte[] input = Member.archive(Member.file("a", ""), Member.file("b", ""));
    assertThat(
            CpioReader.read(MemorySegment.ofArray(input), CpioLimits.DEFAULT.withEntries(2))
                .entries())
        .hasSize(2);
    assertThatThrownBy(reading(input, CpioLimits.DEFAULT.withEntries(1)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("more than the limit of 1 entries");
  }

  @Test
  void longerNamesThanTheLimitAreRefused() throws CpioException {
    byte[] input = Member.archive(Member.file("x".repeat(20), ""));
    CpioReader.read(MemorySegment.ofArray(input), CpioLimits.DEFAULT.withNameBytes(21));
    assertThatThrownBy(reading(input, CpioLimits.DEFAULT.withNameBytes(20)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("name of 21 bytes, over the limit of 20");
  }

  @Test
  void morePartsThanTheLimitAreRefused() throws CpioException {
    byte[] part = Tools.filter(new byte[0], "gzip", "-c");
    byte[] input = Tools.concat(part, part, part);
    CpioReader.read(MemorySegment.ofArray(input), CpioLimits.DEFAULT.withParts(3));
    assertThatThrownBy(reading(input, CpioLimits.DEFAULT.withParts(2)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("more than the limit of 2 compressed parts");
  }

  @Test
  void aDecompressorThatWantsMoreMemoryThanTheLimitIsRefused() {
    byte[] archive = Member.archive(Member.file("f", "x".repeat(3_000_000)));
    CpioLimits limits = CpioLimits.DEFAULT.withDecoderBytes(1 << 20);
    byte[] xz = Tools.filter(archive, "xz", "--check=crc32", "--lzma2=dict=16MiB");
    byte[] lzma = Tools.filter(archive, "xz", "--format=lzma", "--lzma1=dict=16MiB");
    byte[] zstd = Tools.filter(archive, "zstd", "-q", "-c", "--long=27");
    for (byte[] input : new byte[][] {xz, lzma, zstd}) {
      assertThatThrownBy(reading(input, limits))
          .isInstanceOf(CpioException.class)
          .hasMessageMatching("(?s).*(limit|memory).*");
    }
  }

  @Test
  void anLzmaDictionaryOf4GiBIsRefused() {
    byte[] lzma = new byte[100];
    Arrays.fill(lzma, (byte) 0xff);
    lzma[0] = 0x5d;
    lzma[1] = 0;
    assertThatThrownBy(reading(lzma, CpioLimits.DEFAULT))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("lzma part");
  }
}
