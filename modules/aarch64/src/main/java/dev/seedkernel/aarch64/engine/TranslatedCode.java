package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.translate.Region;
import dev.seedkernel.aarch64.translate.RegionCache;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.RegionCompiler;
import dev.seedkernel.aarch64.translate.TranslationContext;
import java.util.Arrays;
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
  private static final int SEEN_SIZE = 1 << 12;

  private final AddressSpace memory;
  private final FeatureSet features;
  private final RegionCache cache;
  private final Context context = new Context();

  /** Regions in use by their entry; null where none can be made. */
  private final Map<Long, @Nullable Region> regions = new HashMap<>();

  /**
   * Instructions that were executed from addresses on, by a hash, in all address spaces: programs
   * that are run often become hot although each run is short. It only says what is worth while, so
   * it may lose counts when several threads add to it.
   */
  private static final int[] HEAT = new int[1 << 16];

  /** Addresses that were branched to and looked up, by a hash. */
  private final long[] seen = new long[SEEN_SIZE];

  /** The range of addresses that regions are in. */
  private long first = Long.MAX_VALUE;

  private long end;
  private int threshold;
  private @Nullable Exit exit;

  private TranslatedCode(AddressSpace memory, FeatureSet features) {
    super(memory, features);
    this.memory = memory;
    this.features = features;
    this.cache = RegionCache.of(features);
  }

  /**
   * Returns the code of an address space, which observes it from now on.
   *
   * @param threshold instructions executed from an address on before it is translated
   */
  static TranslatedCode of(AddressSpace memory, FeatureSet features, int threshold) {
    TranslatedCode code;
    if (memory.codeObserver() instanceof TranslatedCode known && known.features.equals(features)) {
      code = known;
    } else {
      code = new TranslatedCode(memory, features);
      memory.observeCode(code);
    }
    code.threshold = threshold;
    code.exit = null;
    return code;
  }

  TranslationContext context() {
    return context;
  }

  /** Returns why the interpreter had to stop, or null; and forgets it. */
  @Nullable Exit takeExit() {
    Exit taken = exit;
    exit = null;
    return taken;
  }

  /**
   * Counts instructions that were executed from an address on, and returns the region that begins
   * there; null if there is none.
   */
  @Nullable RegionCode heat(long pc, int executed) {
    RegionCode known = context.find(pc);
    if (known != null) {
      return known;
    }
    int index = (int) (pc >>> 2) & (HEAT.length - 1);
    int sum = HEAT[index] + executed;
    if (sum >= threshold) {
      HEAT[index] = 0;
      return region(pc, true);
    }
    HEAT[index] = sum;
    int place = (int) (pc >>> 2) & (SEEN_SIZE - 1);
    if (seen[place] == pc) {
      return null;
    }
    seen[place] = pc;
    return region(pc, false);
  }

  /** Returns the region with an entry if it is known to this space or to another, or made. */
  private @Nullable RegionCode region(long pc, boolean make) {
    if ((pc & 3) != 0) {
      return null;
    }
    Region region = regions.get(pc);
    if (region == null) {
      region = cache.find(pc, this::holds);
      if (region == null && make && !regions.containsKey(pc)) {
        region = RegionCompiler.compile(pc, this::instruction);
        if (region != null) {
          cache.add(region);
        }
      }
      if (region != null || (make && instruction(pc) != null)) {
        regions.put(pc, region);
        first = Math.min(first, region == null ? pc : region.first());
        end = Math.max(end, region == null ? pc + 4 : region.end());
      }
    }
    if (region == null) {
      return null;
    }
    context.put(region.code());
    return region.code();
  }

  /**
   * Returns an instruction as the interpreter sees it. It decodes what it executes first, and sees
   * no stores after that; so an instruction that it has not decoded is known only where nothing can
   * be stored. Shared memory can be stored to from elsewhere, and a fetch may be what makes its
   * page exist; so it is not fetched from ahead of time.
   */
  private @Nullable Instruction instruction(long pc) {
    try {
      @Nullable Instruction[] page = page(pc);
      Instruction known = page[index(pc)];
      if (known == null
          && (memory.rights(pc) & (Rights.WRITE | Rights.EXECUTE)) == Rights.EXECUTE
          && !memory.isShared(pc)) {
        return decode(page, pc);
      }
      return known;
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
    if (regions.isEmpty() || !touchesCode(address, length)) {
      return;
    }
    Arrays.fill(seen, 0);
    for (Iterator<Map.Entry<Long, @Nullable Region>> all = regions.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Long, @Nullable Region> entry = all.next();
      Region region = entry.getValue();
      if (region == null) {
        long pc = entry.getKey();
        if (pc >= address && pc - address < length) {
          all.remove();
        }
      } else if (region.touches(address, length)) {
        context.remove(region.code());
        all.remove();
      }
    }
  }

  /** Returns whether a range overlaps with that from the first region to the last. */
  private boolean touchesCode(long address, long length) {
    return address < end && first < address + length;
  }

  /**
   * Interprets at least one instruction, unless there is a fault, and on until a region begins
   * behind a branch, an address is reached by one, or so many instructions are executed.
   *
   * @return how many were executed; the program counter says where it is
   * @throws MemoryFault with the program counter at the instruction; {@link #executed} were before
   */
  int interpret(Cpu cpu, int most, long back) {
    int left = most;
    long pc = cpu.pc();
    try {
      while (left > 0) {
        // A branch ignores the tag of its target (Arm ARM, BranchAddr): TCR_EL1.TBID0 is clear.
        pc = AddressSpace.withoutTag(pc);
        if ((pc & 3) != 0) {
          exit = new Exit.PcAlignmentFault();
          break;
        }
        @Nullable Instruction[] page = page(pc);
        long begin = pc;
        int before = left;
        boolean straight;
        do {
          Instruction instruction = page[index(pc)];
          if (instruction == null) {
            instruction = decode(page, pc);
          }
          cpu.pc(pc + 4);
          instruction.execute(cpu);
          left--;
          long next = cpu.pc();
          straight = next == pc + 4;
          pc = next;
        } while (straight && (pc & (AddressSpace.PAGE_SIZE - 1)) != 0 && left > 0);
        if (!straight) {
          exit = cpu.takeExit();
          if (exit != null) {
            if (!(exit instanceof Exit.SupervisorCall)) {
              left++; // It raised an exception instead of completing.
            }
            pc = cpu.pc();
            break;
          }
        }
        heat(begin, before - left);
        pc = AddressSpace.withoutTag(pc);
        if (pc == back || heat(pc, 0) != null) {
          break;
        }
      }
      return most - left;
    } finally {
      executed = most - left;
      cpu.pc(pc);
    }
  }

  /** What {@link #interpret} has executed, even where it met a fault. */
  int executed;

  /** What translated code calls. */
  private final class Context extends TranslationContext {
    @Override
    protected long interpret(Cpu cpu, long pc, long back) {
      cpu.pc(pc);
      int before = fuel();
      try {
        TranslatedCode.this.interpret(cpu, before, back);
      } finally {
        fuel(before - executed);
      }
      return exit == null ? cpu.pc() : EXIT;
    }
  }
}
