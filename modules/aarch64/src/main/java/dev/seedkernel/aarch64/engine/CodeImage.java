package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.translate.Link;
import dev.seedkernel.aarch64.translate.RegionClass;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.RegionCompiler;
import dev.seedkernel.aarch64.translate.TranslationEvents;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

  /** So often, if all has been exact and is no longer: each process begins so. */
  private static final int MOST_RENEWALS = 4;

  /** After which part of the threshold what an earlier run has made is a region again. */
  private static final int SOON = 100;

  /** By which part of the threshold a region grows earlier than others are made. */
  private static final int EARLIER = 32;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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

  /** How often they were because of their arithmetic. */
  private final Map<Long, Integer> renewals = new HashMap<>();

  /** Of the branches in this. */
  final BranchTargets branchTargets = new BranchTargets();

  private int regions;

  /** For {@link #stored}; null where nothing is kept for other runs. */
  private final @Nullable TranslationCache cache;

  private final @Nullable ImageKey key;

  /** Whether the cache was asked: no image without a hot region is looked for. */
  private boolean asked;

  /** What earlier runs have made, by entry; not changed once it is here. */
  private volatile Map<Long, byte[]> known = Map.of();

  /** What this run has made, by entry, as {@link RegionClass#toBytes} has it. */
  private final Map<Long, byte[]> made = new TreeMap<>();

  private CodeImage(
      long start,
      long end,
      byte @Nullable [] content,
      @Nullable ImageKey key,
      @Nullable TranslationCache cache) {
    this.start = start;
    this.end = end;
    this.content = content;
    this.key = key;
    this.cache = cache;
    int count = (int) ((end - start) / AddressSpace.PAGE_SIZE);
    this.pages = new Instruction[count][];
    this.heat = new int[count][];
  }

  /**
   * Returns an image of bytes that do not change.
   *
   * @param cache where its regions may be found, and are put; or null
   */
  static CodeImage fixed(ImageKey key, byte[] content, @Nullable TranslationCache cache) {
    return new CodeImage(key.start(), key.start() + content.length, content, key, cache);
  }

  /** Returns an image for a range of one space, whose instructions may change. */
  static CodeImage changeable(long start, long end) {
    return new CodeImage(start, end, null, null, null);
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

  /** New address spaces do not find this any more. */
  void dropped() {
    record(TranslationEvents.Action.DROPPED);
    if (cache != null) {
      cache.saveDropped(this);
    }
  }

  /** Bytes that this takes, without its regions. */
  int size() {
    return content == null ? 0 : content.length;
  }

  /** Returns the decoded instructions of a page. */
  synchronized @Nullable Instruction[] page(long address) {
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
    if (sum < threshold || (source.at(pc) == null && !known.containsKey(pc))) {
      counts[word] = sum;
      return null;
    }
    counts[word] = SETTLED;
    return make(pc, threshold, source);
  }

  private void cool(long pc) {
    int[] counts = counts(pc);
    int word = DecodedCode.index(pc);
    if (counts[word] != SETTLED && !known.containsKey(pc)) {
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
    recall(threshold);
    Link link = link(pc);
    if (!link.isBound()) {
      RegionCompiler.Region old = remake(pc);
      if (old != null) {
        link.bind(old.code());
        watch(pc, old, threshold);
        regions++;
        return link.code();
      }
      Long before = frontier.remove(pc);
      if (before != null && grow(before, threshold, source)) {
        counts(pc)[DecodedCode.index(pc)] = 0; // It may become an entry yet.
        return null;
      }
      RegionCompiler.Translation translation = RegionCompiler.compile(pc, source);
      if (translation == null) {
        return null;
      }
      RegionCompiler.Region region = translation.region();
      keep(pc, translation);
      link.bind(region.code());
      watch(pc, region, threshold);
      regions++;
    }
    return link.code();
  }

  /**
   * Asks the cache, when the first region is to be made. What it knows becomes a region soon after
   * it is executed.
   */
  private void recall(int threshold) {
    if (asked || cache == null || key == null || content == null) {
      return;
    }
    asked = true;
    StoredImage stored = cache.load(key, content);
    if (stored == null) {
      return;
    }
    stored
        .targets()
        .forEach((branch, targets) -> {
          for (long target : targets) {
            branchTargets.note(branch, target);
          }
        });
    stored.regions().keySet().removeIf(pc -> !contains(pc) || (pc & 3) != 0);
    known = stored.regions();
    TranslationEvents.image(
        TranslationEvents.Action.RECALLED, start, end - start, true, known.size());
    for (long pc : known.keySet()) {
      int[] counts = counts(pc);
      int word = DecodedCode.index(pc);
      if (counts[word] != SETTLED) {
        counts[word] = Math.max(counts[word], threshold - threshold / SOON);
      }
    }
  }

  /** Returns a region that an earlier run has made, or null. */
  private RegionCompiler.@Nullable Region remake(long pc) {
    byte[] bytes = known.get(pc);
    RegionClass file = bytes == null ? null : RegionClass.of(bytes);
    ImageKey image = key;
    if (bytes == null || file == null || file.entry() != pc || image == null) {
      return null;
    }
    try {
      RegionCompiler.Region region =
          file.define(word -> DecodedCode.decode(word, image.features()), this::link);
      made.put(pc, bytes);
      return region;
    } catch (IllegalStateException e) {
      return null; // The JVM refuses the class: it is made anew.
    }
  }

  /** Decodes an instruction that an earlier run has executed, and this one may not have. */
  private void decode(long pc) {
    if (content == null || key == null) {
      return;
    }
    @Nullable Instruction[] page = page(pc);
    int word = DecodedCode.index(pc);
    if (page[word] == null) {
      page[word] = DecodedCode.decode((int) WORD.get(content, (int) (pc - start)), key.features());
    }
  }

  private void keep(long entry, RegionCompiler.Translation translation) {
    if (cache != null) {
      made.put(entry, translation.file().toBytes());
      cache.changed(this);
    }
  }

  /** Returns what this is found by, where there is a cache. */
  ImageKey key() {
    return Objects.requireNonNull(key);
  }

  /** Returns the bytes of this, where there is a cache. */
  byte[] content() {
    return Objects.requireNonNull(content);
  }

  /** Returns what is kept for other runs, where there is a cache. */
  synchronized byte[] stored(String build) {
    Map<Long, byte[]> all = new TreeMap<>(known);
    all.putAll(made);
    return new StoredImage(branchTargets.all(), all).encode(build, key(), content());
  }

  /** Makes a region anew, as more of its instructions have been executed. */
  private boolean grow(long entry, int threshold, RegionCompiler.Source source) {
    return growing.containsKey(entry)
        && growths.merge(entry, 1, Integer::sum) <= MOST_GROWTHS
        && makeAnew(entry, threshold, source);
  }

  private boolean makeAnew(long entry, int threshold, RegionCompiler.Source source) {
    Link link = link(entry);
    RegionCompiler.Region old = growing.get(entry);
    if (old == null) {
      return false;
    }
    old.addresses().forEach(this::decode);
    RegionCompiler.Translation translation = RegionCompiler.grow(old, source);
    if (translation == null) {
      return false;
    }
    RegionCompiler.Region region = translation.region();
    keep(entry, translation);
    link.bind(region.code());
    old.code().replaceBy(region.code());
    watch(entry, region, threshold);
    return true;
  }

  /** Makes regions anew that have computed otherwise than the host. */
  synchronized void renewArithmetic(int threshold, RegionCompiler.Source source) {
    List<Long> entries = new ArrayList<>();
    growing.forEach((entry, region) -> {
      if (region.code().hasBeenRare()) {
        entries.add(entry);
      }
    });
    for (long entry : entries) {
      if (renewals.merge(entry, 1, Integer::sum) <= MOST_RENEWALS) {
        makeAnew(entry, threshold, source);
      }
    }
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
    renewals.clear();
    branchTargets.clear();
    regions = 0;
    Arrays.fill(heat, null);
  }
}
