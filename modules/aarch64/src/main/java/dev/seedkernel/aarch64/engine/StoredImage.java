package dev.seedkernel.aarch64.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves of an image of fixed code for the next one: see {@link TranslationCache}.
 *
 * @param targets where branches to addresses in registers have led to, by the branch's address
 * @param regions by entry, as {@link dev.seedkernel.aarch64.translate.RegionClass} has them
 */
record StoredImage(Map<Long, long[]> targets, Map<Long, byte[]> regions) {
  /** SKTC, and the version of this format. */
  private static final long MAGIC = 0x534b_5443_0000_0001L;

  /**
   * Returns the content of a file.
   *
   * @param build of the translator
   * @param content the bytes of the image
   */
  byte[] encode(String build, ImageKey key, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * content.length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(header(build, key));
      out.write(content);
      out.writeInt(targets.size());
      for (Map.Entry<Long, long[]> branch : targets.entrySet()) {
        out.writeLong(branch.getKey());
        out.writeInt(branch.getValue().length);
        for (long target : branch.getValue()) {
          out.writeLong(target);
        }
      }
      out.writeInt(regions.size());
      for (Map.Entry<Long, byte[]> region : regions.entrySet()) {
        out.writeLong(region.getKey());
        out.writeInt(region.getValue().length);
        out.write(region.getValue());
      }
      byte[] all = bytes.toByteArray();
      out.writeLong(sum(all, all.length));
    } catch (IOException e) {
      throw new IllegalStateException(e); // No file is involved.
    }
    return bytes.toByteArray();
  }

  /**
   * Returns what a file holds, or null if it is damaged, or of another image, or by another build.
   */
  static @Nullable StoredImage decode(byte[] file, String build, ImageKey key, byte[] content) {
    byte[] header = header(build, key);
    int body = header.length + content.length;
    if (file.length < body + Long.BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(file, 0, file.length - Long.BYTES);
    if (!in.slice(0, header.length).equals(ByteBuffer.wrap(header))
        || !in.slice(header.length, content.length).equals(ByteBuffer.wrap(content))
        || sum(file, in.limit()) != ByteBuffer.wrap(file).getLong(in.limit())) {
      return null;
    }
    try {
      in.position(body);
      Map<Long, long[]> targets = new LinkedHashMap<>();
      for (int left = in.getInt(); left > 0; left--) {
        long branch = in.getLong();
        targets.put(branch, longs(in));
      }
      Map<Long, byte[]> regions = new LinkedHashMap<>();
      for (int left = in.getInt(); left > 0; left--) {
        long entry = in.getLong();
        byte[] region = new byte[length(in, 1)];
        in.get(region);
        regions.put(entry, region);
      }
      return in.hasRemaining() ? null : new StoredImage(targets, regions);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  /** Returns what stands before the content: all that a file depends on beside it. */
  static byte[] header(String build, ImageKey key) {
    byte[] text =
        "%s %x %x %x %x %s"
            .formatted(build, key.start(), key.length(), key.sample(), key.window(), key.features())
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + text.length)
        .putLong(MAGIC)
        .putInt(text.length)
        .put(text)
        .array();
  }

  private static long[] longs(ByteBuffer in) {
    long[] values = new long[length(in, Long.BYTES)];
    in.asLongBuffer().get(values);
    in.position(in.position() + values.length * Long.BYTES);
    return values;
  }

  /** Returns a count that is followed by so many things, each of a size. */
  private static int length(ByteBuffer in, int size) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / size) {
      throw new BufferUnderflowException();
    }
    return count;
  }

  private static long sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    return sum.getValue();
  }
}
