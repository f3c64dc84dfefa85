package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.CodeObserver;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.translate.Link;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.RegionCompiler;
import dev.seedkernel.aarch64.translate.TranslationContext;
import dev.seedkernel.aarch64.translate.TranslationEvents;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of one address space, decoded and translated: images of its executable ranges, which are
 * found when they are executed first, and looked for anew when they may have changed.
 */
final class TranslatedCode extends DecodedCode {
  /** Code that changes so often in a space is not worth an image that others could share. */
  private static final int MOST_CHANGES = 16;

  /** In the place of an exit: code has changed, so all that runs has to return to the engine. */
  private static final Exit CHANGED = new Exit.Interrupted();

  private final AddressSpace memory;
  private final FeatureSet features;
  private final Context context = new Context();
  private final Quantum quantum = new Quantum();
  private final InstructionSource source = new InstructionSource();
  private final List<CodeImage> images = new ArrayList<>();

  /** The image that was used last, or null. */
  private @Nullable CodeImage recent;

  /** How often a fixed image turned out to have changed. */
  private int changes;

  private int threshold;
  private @Nullable TranslationCache cache;
  private @Nullable Exit exit;

  /** The processor while it runs, or null. */
  private @Nullable Cpu running;

  private TranslatedCode(AddressSpace memory, FeatureSet features) {
    super(memory, features);
    this.memory = memory;
    this.features = features;
  }

  /**
   * Returns the code of a processor's address space, which observes it from now on.
   *
   * @param cpu runs until {@link #stop}, and is told when its code changes
   * @param threshold instructions executed from an address on before it is translated
   * @param cache where translations are looked for, and put; or null
   */
  static TranslatedCode of(Cpu cpu, int threshold, @Nullable TranslationCache cache) {
    AddressSpace memory = cpu.memory();
    FeatureSet features = cpu.features();
    TranslatedCode code;
    if (memory.codeObserver() instanceof TranslatedCode known && known.features.equals(features)) {
      code = known;
    } else {
      code = new TranslatedCode(memory, features);
      memory.observeCode(code);
    }
    code.threshold = threshold;
    code.cache = cache;
    code.exit = null;
    code.running = cpu;
    return code;
  }

  /** The engine comes back: changes of code are noticed when it runs again. */
  void stop() {
    running = null;
  }

  TranslationContext context() {
    return context;
  }

  Quantum quantum() {
    return quantum;
  }

  /** Returns whether the interpreter had to stop. */
  boolean hasExit() {
    return exit != null;
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
    if (known != null || (pc & 3) != 0) {
      return known;
    }
    CodeImage image = image(pc);
    if (image == null) {
      return null;
    }
    RegionCode code = image.heat(pc, executed, threshold, source);
    if (code != null) {
      context.put(code);
    }
    return code;
  }

  /**
   * Makes regions anew whose arithmetic was not the host's yet: from now on it should be, and
   * HotSpot compiles them better where it never was otherwise.
   */
  void renewArithmetic() {
    CodeImage before = recent;
    for (CodeImage image : images) {
      recent = image; // What the source takes instructions from.
      image.renewArithmetic(threshold, source);
    }
    recent = before;
  }

  /** Returns the image that holds an address; null if it cannot be executed. */
  private @Nullable CodeImage image(long pc) {
    CodeImage image = recent;
    if (image == null || !image.contains(pc)) {
      image = null;
      for (CodeImage other : images) {
        if (other.contains(pc)) {
          image = other;
        }
      }
      if (image == null) {
        image = newImage(pc);
      }
      recent = image;
    }
    return image;
  }

  private @Nullable CodeImage newImage(long pc) {
    CodeImage image = null;
    if (changes < MOST_CHANGES && memory.isFixedCode(pc)) {
      image = CodeImages.around(pc, memory, features, cache);
    } else if (isExecutable(pc)) {
      long page = pc & -AddressSpace.PAGE_SIZE;
      image = CodeImage.changeable(page, page + AddressSpace.PAGE_SIZE);
      image.record(TranslationEvents.Action.MADE);
    }
    if (image != null) {
      if (image.isFixed()) {
        // The pages of the image take the place of those that were decoded before.
        forgetPages(image.start, image.end);
      }
      images.add(image);
    }
    return image;
  }

  private boolean isExecutable(long pc) {
    int rights = memory.rights(pc);
    return rights >= 0 && (rights & Rights.EXECUTE) != 0;
  }

  @Override
  @Nullable Instruction[] newPage(long address) {
    CodeImage image = (address & 3) == 0 ? image(address) : null;
    return image != null && image.isFixed() ? image.page(address) : super.newPage(address);
  }

  /** What is left of the images of a range is what has not changed. */
  @Override
  boolean isFixed(long address) {
    for (CodeImage image : images) {
      if (image.isFixed() && image.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable CodeObserver forFork(AddressSpace copy) {
    TranslatedCode code = new TranslatedCode(copy, features);
    for (CodeImage image : images) {
      if (image.isFixed()) {
        code.images.add(image);
      }
    }
    return code;
  }

  @Override
  public void codeChanged(long address, long length) {
    if (length <= 0) {
      return;
    }
    boolean changed = false;
    int regions = 0;
    for (Iterator<CodeImage> all = images.iterator(); all.hasNext(); ) {
      CodeImage image = all.next();
      if (!image.overlaps(address, length) || image.isIn(memory, address, length)) {
        continue;
      }
      regions += image.regions();
      if (image.isFixed()) {
        forgetPages(image.start, image.end);
        changes++;
      } else {
        image.clear();
      }
      all.remove();
      changed = true;
    }
    if (changed) {
      TranslationEvents.changed(address, length, regions);
      recent = null;
      context.clear();
      if (running != null) {
        running.leave(CHANGED);
      }
    }
    super.codeChanged(address, length);
  }

  /** What regions are made of: see {@link CodeImage}. */
  private final class InstructionSource implements RegionCompiler.Source {
    /**
     * Returns an instruction that the interpreter has executed, as it sees it: it decodes what it
     * executes first, and sees no stores after that.
     */
    @Override
    public @Nullable Instruction at(long pc) {
      CodeImage image = recent;
      if (image == null || !image.contains(pc)) {
        return null; // A region is of one image.
      }
      try {
        return page(pc)[index(pc)];
      } catch (MemoryFault fault) {
        return null;
      }
    }

    @Override
    public @Nullable Link link(long pc) {
      CodeImage image = recent;
      return image != null && image.contains(pc) && (pc & 3) == 0 ? image.link(pc) : null;
    }

    @Override
    public long[] targets(long branch) {
      CodeImage image = recent;
      return image != null && image.contains(branch) ? image.branchTargets.of(branch) : new long[0];
    }

    @Override
    public long windowPages() {
      return AddressSpace.mapSize(memory.size());
    }

    @Override
    public boolean isEntry(long pc) {
      CodeImage image = recent;
      return image != null && image.contains(pc) && image.isEntry(pc);
    }
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
        Instruction instruction;
        long last;
        do {
          instruction = page[index(pc)];
          if (instruction == null) {
            instruction = decode(page, pc);
          }
          last = pc;
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
            if (!(exit instanceof Exit.SupervisorCall) && !isChange(exit)) {
              left++; // It raised an exception instead of completing.
            }
            pc = cpu.pc();
            break;
          }
          if (RegionCompiler.makesSwitch(instruction)) {
            noteTarget(last, pc);
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

  private void noteTarget(long branch, long target) {
    CodeImage image = image(branch);
    if (image != null) {
      image.branchTargets.note(branch, AddressSpace.withoutTag(target));
    }
  }

  @SuppressWarnings("ReferenceEquality") // One that was asked for from outside is equal.
  static boolean isChange(Exit why) {
    return why == CHANGED;
  }

  /** What {@link #interpret} has executed, even where it met a fault. */
  int executed;

  /** What translated code calls. */
  private final class Context extends TranslationContext {
    @Override
    protected long interpret(Cpu cpu, long pc, long back) {
      cpu.pc(pc);
      int before = fuel;
      try {
        TranslatedCode.this.interpret(cpu, before, back);
      } finally {
        fuel = before - executed;
      }
      return exit == null ? cpu.pc() : EXIT;
    }
  }
}
