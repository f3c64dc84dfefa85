package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.translate.TranslationEvents.Action;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The images of fixed code that all address spaces of the JVM share, those used last at the end.
 * Bounded: what has not been used for longest is dropped, and its classes are unloaded when no
 * space executes them any more.
 */
final class CodeImages {
  /** Bytes of code that images are kept of. */
  private static final long MOST_BYTES = 64 << 20;

  /** Regions that are kept: some 20 KB each, when they are compiled. */
  private static final int MOST_REGIONS = 20_000;

  /** Bytes of an image at most; larger code is several. */
  static final long LARGEST = 4 << 20;

  private static final Map<ImageKey, CodeImage> SHARED = new LinkedHashMap<>(16, 0.75f, true);

  private static long bytes;

  private CodeImages() {}

  /**
   * Returns the image of the fixed code around an address.
   *
   * @param cache where translations of an image that is new are looked for, or null
   */
  static CodeImage around(
      long pc, AddressSpace memory, FeatureSet features, @Nullable TranslationCache cache) {
    long floor = pc & -LARGEST;
    long start = pc & -AddressSpace.PAGE_SIZE;
    while (start > floor && memory.isFixedCode(start - AddressSpace.PAGE_SIZE)) {
      start -= AddressSpace.PAGE_SIZE;
    }
    long end = (pc & -AddressSpace.PAGE_SIZE) + AddressSpace.PAGE_SIZE;
    while (end < floor + LARGEST && memory.isFixedCode(end)) {
      end += AddressSpace.PAGE_SIZE;
    }
    return shared(start, end, memory, features, cache);
  }

  private static synchronized CodeImage shared(
      long start,
      long end,
      AddressSpace memory,
      FeatureSet features,
      @Nullable TranslationCache cache) {
    ImageKey key = ImageKey.of(start, end, memory, features);
    CodeImage image = SHARED.get(key);
    if (image == null || !image.isIn(memory)) {
      byte[] content = new byte[(int) (end - start)];
      memory.copyCode(start, content);
      image = CodeImage.fixed(key, content, cache);
      image.record(Action.MADE);
      CodeImage old = SHARED.put(key, image);
      bytes += content.length - (old == null ? 0 : old.size());
      trim(image);
    } else {
      image.record(Action.SHARED);
    }
    return image;
  }

  /** Forgets all images, as if the JVM had just begun; spaces that have one keep it. */
  static synchronized void forget() {
    SHARED.clear();
    bytes = 0;
  }

  /** Drops what was not used for longest, but not the one that is wanted now. */
  private static void trim(CodeImage wanted) {
    long regions = 0;
    for (CodeImage image : SHARED.values()) {
      regions += image.regions();
    }
    Iterator<CodeImage> oldest = SHARED.values().iterator();
    while ((bytes > MOST_BYTES || regions > MOST_REGIONS) && oldest.hasNext()) {
      CodeImage image = oldest.next();
      if (!image.equals(wanted)) {
        bytes -= image.size();
        regions -= image.regions();
        oldest.remove();
        image.dropped();
      }
    }
  }
}
