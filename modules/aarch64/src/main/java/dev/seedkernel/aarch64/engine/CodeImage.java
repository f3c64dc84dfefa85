package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.translate.Link;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.RegionCompiler;
import dev.seedkernel.aarch64.translate.TranslationEvents;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of a range of addresses, and the regions made of them.
 *
 * <p>Where nothing can store to the range ({@link AddressSpace#isFixedCode}) all address spaces
 * that hold the same bytes there share an image: see {@link CodeImages}. Everything else belongs to
 * one space. A region has only what was executed before; where that leads on to what was not, it
 * grows when it is.
 */
final class CodeImage {
  /** Marks addresses that a region begins at, or that none can begin at. */
  private static final int SETTLED = -1;

  /** A region is made anew so often at most, as each time it is slow for a while. */
  private static final int MOST_GROWTHS = 8;

  /** By which part of the threshold a region grows earlier than others are made. */
  private static final int EARLIER = 32;

  final long start;
  final long end;
  private final byte @Nullable [] content;
  private final @Nullable Instruction[] @Nullable [] pages;

  /** Instructions that were executed from an address on, by word of a page. */
  private final int[] @Nullable [] heat;

  private final Map<Long, Link> links = new HashMap<>();

  /** Where a region leads to, and nothing was executed yet when it was made; with its entry. */
  private final Map<Long, Long> frontier = new HashMap<>();

  /** Regions that may grow, by their entries. */
  private final Map<Long, RegionCompiler.Region> growing = new HashMap<>();

  /** How often regions were made anew, by their entries. */
  private final Map<Long, Integer> growths = new HashMap<>();

  /** Of the branches in this. */
  final BranchTargets branchTargets = new BranchTargets();

  private int regions;

  private CodeImage(long start, long end, byte @Nullable [] content) {
    this.start = start;
    this.end = end;
    this.content = content;
    int count = (int) ((end - start) / AddressSpace.PAGE_SIZE);
    this.pages = new Instruction[count][];
    this.heat = new int[count][];
  }

  /** Returns an image of bytes that do not change. */
  static CodeImage fixed(long start, byte[] content) {
    return new CodeImage(start, start + content.length, content);
  }

  /** Returns an image for a range of one space, whose instructions may change. */
  static CodeImage changeable(long start, long end) {
    return new CodeImage(start, end, null);
  }

  boolean isFixed() {
    return content != null;
  }

  boolean contains(long pc) {
    return pc >= start && pc < end;
  }

  boolean overlaps(long address, long length) {
    return address < end && start < address + length;
  }

  /** Returns whether a space holds the bytes of this image, and nothing can store to them. */
  boolean isIn(AddressSpace memory) {
    return isIn(memory, start, end - start);
  }

  /** Like {@link #isIn(AddressSpace)}, for what overlaps with a range. */
  boolean isIn(AddressSpace memory, long address, long length) {
    if (content == null) {
      return false;
    }
    long from = Math.max(start, address & -AddressSpace.PAGE_SIZE);
    long to = Math.min(end, address + length);
    for (long at = from; at < to; at += AddressSpace.PAGE_SIZE) {
      if (!memory.isFixedCode(at)) {
        return false;
      }
    }
    return memory.holdsCode(from, content, (int) (from - start), (int) (to - from));
  }

  /** Tells a recording what happened to this. */
  void record(TranslationEvents.Action action) {
    TranslationEvents.image(action, start, end - start, isFixed(), regions());
  }

  /** Bytes that this takes, without its regions. */
  int size() {
    return content == null ? 0 : content.length;
  }

  /** Returns the decoded instructions of a page. */
  @Nullable Instruction[] page(long address) {
    int index = (int) ((address - start) / AddressSpace.PAGE_SIZE);
    @Nullable Instruction[] page = pages[index];
    if (page == null) {
      page = new Instruction[DecodedCode.WORDS];
      pages[index] = page;
    }
    return page;
  }

  /**
   * Counts instructions that were executed from an address on, and returns the region that begins
   * there; null if there is none, and it is not worth while yet.
   *
   * <p>Counts may be lost where several threads add to them: they only say what is worth while.
   *
   * @param source the instructions of the space that executes them
   */
  @Nullable RegionCode heat(long pc, int executed, int threshold, RegionCompiler.Source source) {
    int[] counts = counts(pc);
    int word = DecodedCode.index(pc);
    int sum = counts[word];
    if (sum == SETTLED) {
      return bound(pc);
    }
    sum += executed;
    // What was not executed yet is not known, but will be the next time.
    if (sum < threshold || source.at(pc) == null) {
      counts[word] = sum;
      return null;
    }
    counts[word] = SETTLED;
    return make(pc, threshold, source);
  }

  private void cool(long pc) {
    int[] counts = counts(pc);
    int word = DecodedCode.index(pc);
    if (counts[word] != SETTLED) {
      counts[word] = 0;
    }
  }

  private int[] counts(long pc) {
    int index = (int) ((pc - start) / AddressSpace.PAGE_SIZE);
    int[] counts = heat[index];
    if (counts == null) {
      counts = new int[DecodedCode.WORDS];
      heat[index] = counts;
    }
    return counts;
  }

  private synchronized @Nullable RegionCode bound(long pc) {
    Link link = links.get(pc);
    return link == null ? null : link.code();
  }

  private synchronized @Nullable RegionCode make(
      long pc, int threshold, RegionCompiler.Source source) {
    Link link = link(pc);
    if (!link.isBound()) {
      Long before = frontier.remove(pc);
      if (before != null && grow(before, threshold, source)) {
        counts(pc)[DecodedCode.index(pc)] = 0; // It may become an entry yet.
        return null;
      }
      RegionCompiler.Region region = RegionCompiler.compile(pc, source);
      if (region == null) {
        return null;
      }
      link.bind(region.code());
      watch(pc, region, threshold);
      regions++;
    }
    return link.code();
  }

  /** Makes a region anew, as more of its instructions have been executed. */
  private boolean grow(long entry, int threshold, RegionCompiler.Source source) {
    Link link = link(entry);
    RegionCompiler.Region old = growing.get(entry);
    if (old == null || growths.merge(entry, 1, Integer::sum) > MOST_GROWTHS) {
      return false;
    }
    RegionCompiler.Region region = RegionCompiler.grow(old, source);
    if (region == null) {
      return false;
    }
    link.bind(region.code());
    old.code().replaceBy(region.code());
    watch(entry, region, threshold);
    return true;
  }

  /** Lets a region grow by where it leaves for soon after something is executed there. */
  private void watch(long entry, RegionCompiler.Region region, int threshold) {
    // What is inside has been hot as part of the region.
    region.addresses().forEach(this::cool);
    growing.put(entry, region);
    int begin = threshold - threshold / EARLIER;
    for (long pc : region.unseen()) {
      if (contains(pc)) {
        int[] counts = counts(pc);
        int word = DecodedCode.index(pc);
        if (counts[word] != SETTLED) {
          counts[word] = Math.max(counts[word], begin);
          frontier.put(pc, entry);
        }
      }
    }
  }

  /** Returns the link to an address of the image. */
  synchronized Link link(long pc) {
    return links.computeIfAbsent(pc, Link::new);
  }

  /** Returns whether a region begins at an address. */
  synchronized boolean isEntry(long pc) {
    Link link = links.get(pc);
    return link != null && link.isBound();
  }

  /** Returns how many regions there are. */
  synchronized int regions() {
    return regions;
  }

  /** Releases all regions, and counts anew. */
  synchronized void clear() {
    links.values().forEach(Link::release);
    links.clear();
    frontier.clear();
    growing.clear();
    growths.clear();
    branchTargets.clear();
    regions = 0;
    Arrays.fill(heat, null);
  }
}
