package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.translate.Region;
import dev.seedkernel.aarch64.translate.RegionCache;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.RegionCompiler;
import dev.seedkernel.aarch64.translate.TranslationContext;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The code of one address space, decoded and translated.
 *
 * <p>A region is used only while the space holds its words, as the interpreter would see them: the
 * ones that it has decoded, and else those in memory.
 */
final class TranslatedCode extends DecodedCode {
  private final FeatureSet features;
  private final TranslationContext context = new TranslationContext();
  private final Map<Long, Entry> entries = new HashMap<>();

  /** What is known of an address that was branched to. */
  private static final class Entry {
    @Nullable Region region;

    /** Instructions executed from here on, without a region. */
    int heat;

    /** Whether no region can be made here. */
    boolean interpreted;
  }

  private TranslatedCode(AddressSpace memory, FeatureSet features) {
    super(memory, features);
    this.features = features;
  }

  /** Returns the code of an address space, which observes it from now on. */
  static TranslatedCode of(AddressSpace memory, FeatureSet features) {
    if (memory.codeObserver() instanceof TranslatedCode code && code.features.equals(features)) {
      return code;
    }
    TranslatedCode code = new TranslatedCode(memory, features);
    memory.observeCode(code);
    return code;
  }

  TranslationContext context() {
    return context;
  }

  /** Returns the code of a region with an entry, or null if there is none yet. */
  @Nullable RegionCode find(long pc) {
    RegionCode known = context.find(pc);
    return known != null ? known : findSlowly(pc, 0, Integer.MAX_VALUE);
  }

  /**
   * Returns the code of a region with an entry, which is made if enough was executed there; null if
   * not.
   */
  @Nullable RegionCode findSlowly(long pc, int executed, int threshold) {
    Entry entry = entries.get(pc);
    if (entry == null) {
      entry = new Entry();
      entries.put(pc, entry);
      entry.region = RegionCache.SHARED.find(pc, features, this::holds);
    }
    if (entry.region == null && !entry.interpreted) {
      entry.heat += executed;
      if (entry.heat >= threshold) {
        entry.region = translate(pc);
        entry.interpreted = entry.region == null;
      }
    }
    if (entry.region == null) {
      return null;
    }
    context.put(entry.region.code());
    return entry.region.code();
  }

  private @Nullable Region translate(long pc) {
    Region region = RegionCache.SHARED.find(pc, features, this::holds);
    if (region == null) {
      region = RegionCompiler.compile(pc, this::instruction);
      if (region != null) {
        RegionCache.SHARED.add(region, features);
      }
    }
    return region;
  }

  private @Nullable Instruction instruction(long pc) {
    try {
      @Nullable Instruction[] page = page(pc);
      Instruction known = page[index(pc)];
      return known == null ? decode(page, pc) : known;
    } catch (MemoryFault fault) {
      return null;
    }
  }

  private boolean holds(long pc, int word) {
    Instruction there = instruction(pc);
    return there != null && there.word == word;
  }

  @Override
  public void codeChanged(long address, long length) {
    super.codeChanged(address, length);
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      Region region = entry.region;
      if (region == null) {
        entry.interpreted = false;
      } else if (region.touches(address, length)) {
        context.remove(region.code());
        all.remove();
      }
    }
  }
}
