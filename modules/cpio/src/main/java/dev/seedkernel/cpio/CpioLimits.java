package dev.seedkernel.cpio;

/**
 * How much an input may ask for. Going over a limit is a {@link CpioException} that names it.
 *
 * @param unpackedBytes most bytes that all parts together may unpack to (plain parts count as they
 *     are); also the most that is read from a stream. The heap must be able to hold as much.
 * @param entries most entries, trailers not counted
 * @param nameBytes longest name, its NUL included, and longest target of a symbolic link; Linux has
 *     4096 ({@code PATH_MAX})
 * @param parts most compressed parts
 * @param decoderBytes most memory that one decompressor may ask for: the dictionary of xz and lzma,
 *     the window of zstd
 */
public record CpioLimits(
    long unpackedBytes, int entries, int nameBytes, int parts, long decoderBytes) {

  /** 1 GiB unpacked, a million entries, names of 4096 bytes, 256 parts, 128 MiB a decompressor. */
  public static final CpioLimits DEFAULT =
      new CpioLimits(1L << 30, 1_000_000, 4096, 256, 128L << 20);

  /**
   * Checks that no limit is negative.
   *
   * @throws IllegalArgumentException if one is
   */
  public CpioLimits {
    if (unpackedBytes < 0 || entries < 0 || nameBytes < 0 || parts < 0 || decoderBytes < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /** Returns these limits with another {@link #unpackedBytes}. */
  public CpioLimits withUnpackedBytes(long bytes) {
    return new CpioLimits(bytes, entries, nameBytes, parts, decoderBytes);
  }

  /** Returns these limits with another {@link #entries}. */
  public CpioLimits withEntries(int count) {
    return new CpioLimits(unpackedBytes, count, nameBytes, parts, decoderBytes);
  }

  /** Returns these limits with another {@link #nameBytes}. */
  public CpioLimits withNameBytes(int bytes) {
    return new CpioLimits(unpackedBytes, entries, bytes, parts, decoderBytes);
  }

  /** Returns these limits with another {@link #parts}. */
  public CpioLimits withParts(int count) {
    return new CpioLimits(unpackedBytes, entries, nameBytes, count, decoderBytes);
  }

  /** Returns these limits with another {@link #decoderBytes}. */
  public CpioLimits withDecoderBytes(long bytes) {
    return new CpioLimits(unpackedBytes, entries, nameBytes, parts, bytes);
  }
}
