package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.CodeObserver;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decoded instructions of one address space, by page, for processors with one set of features.
 *
 * <p>As on hardware, a store to code becomes visible when the guest asks for it (IC IVAU) or the
 * mapping changes, not before. Pages are cleared in place, so that an engine that holds one sees
 * it.
 */
class DecodedCode implements CodeObserver {
  private static final int PAGE_SHIFT = 12;
  static final int WORDS = AddressSpace.PAGE_SIZE / 4;

  /** Pages in a leaf of the two-level table. */
  private static final int LEAF_SHIFT = 9;

  private static final int SHARED_BITS = 16;

  /**
   * Decoded instructions by a hash of their word, shared by all address spaces and all sets of
   * features: what a processor with all features decodes, which for one that has the feature of the
   * word's owner is the same. A race loses an entry at worst: instructions are immutable.
   *
   * <p>Each word has two places. With one, a tenth of a program of 2000 words was decoded anew in
   * every process, and that took half of the time of a short one.
   */
  private static final @Nullable Instruction[] SHARED = new Instruction[1 << SHARED_BITS];

  private final AddressSpace memory;
  private final FeatureSet features;
  private final @Nullable Instruction[] @Nullable [] @Nullable [] leaves;

  DecodedCode(AddressSpace memory, FeatureSet features) {
    this.memory = memory;
    this.features = features;
    this.leaves =
        new Instruction[(int) (((memory.size() - 1) >>> (PAGE_SHIFT + LEAF_SHIFT)) + 1)][][];
  }

  /** Returns the decoded code of an address space, which observes it from now on. */
  static DecodedCode of(AddressSpace memory, FeatureSet features) {
    if (memory.codeObserver() instanceof DecodedCode code && code.features.equals(features)) {
      return code;
    }
    DecodedCode code = new DecodedCode(memory, features);
    memory.observeCode(code);
    return code;
  }

  /**
   * Returns the page of code that holds an address.
   *
   * @throws MemoryFault if the address is outside the window
   */
  @Nullable Instruction[] page(long address) {
    if (Long.compareUnsigned(address, memory.size()) >= 0) {
      throw new MemoryFault(address, Access.FETCH, Cause.UNMAPPED);
    }
    int number = (int) (address >>> PAGE_SHIFT);
    @Nullable Instruction @Nullable [] @Nullable [] leaf = leaves[number >>> LEAF_SHIFT];
    if (leaf == null) {
      leaf = new Instruction[1 << LEAF_SHIFT][];
      leaves[number >>> LEAF_SHIFT] = leaf;
    }
    int index = number & ((1 << LEAF_SHIFT) - 1);
    @Nullable Instruction @Nullable [] page = leaf[index];
    if (page == null) {
      page = newPage(address);
      leaf[index] = page;
    }
    return page;
  }

  /** Returns what is kept for a page of code that is executed for the first time. */
  @Nullable Instruction[] newPage(long address) {
    return new Instruction[WORDS];
  }

  /**
   * Returns whether other spaces share the page of an address and what it holds has not changed: it
   * is not cleared, as they may be at work with it.
   */
  boolean isFixed(long address) {
    return false;
  }

  /** Forgets the pages of a range, instead of clearing them. */
  final void forgetPages(long start, long end) {
    for (long at = start; at < end; at += AddressSpace.PAGE_SIZE) {
      int number = (int) (at >>> PAGE_SHIFT);
      @Nullable Instruction @Nullable [] @Nullable [] leaf = leaves[number >>> LEAF_SHIFT];
      if (leaf != null) {
        leaf[number & ((1 << LEAF_SHIFT) - 1)] = null;
      }
    }
  }

  /** Returns where an instruction is in its page. */
  static int index(long address) {
    return (int) (address >>> 2) & (WORDS - 1);
  }

  /** Fetches and decodes the instruction at an address, and keeps it in its page. */
  Instruction decode(@Nullable Instruction[] page, long address) {
    Instruction instruction = decode(memory.fetch(address), features);
    page[index(address)] = instruction;
    return instruction;
  }

  /** Decodes a word for a processor with some features. */
  static Instruction decode(int word, FeatureSet features) {
    Instruction instruction = shared(word);
    return features.containsAll(instruction.encoding.features())
        ? instruction
        : InstructionSet.a64().decode(word, features);
  }

  private static Instruction shared(int word) {
    int hash = (word * 0x9E3779B1) >>> (32 - SHARED_BITS);
    Instruction first = SHARED[hash];
    if (first != null && first.word == word) {
      return first;
    }
    Instruction second = SHARED[hash ^ 1];
    if (second != null && second.word == word) {
      return second;
    }
    Instruction decoded = InstructionSet.a64().decode(word);
    SHARED[first == null ? hash : hash ^ 1] = decoded;
    return decoded;
  }

  @Override
  public void codeChanged(long address, long length) {
    if (length <= 0) {
      return;
    }
    long last = Math.min(address + length, memory.size()) - 1;
    long at = Math.max(0, address);
    while (at <= last) {
      int number = (int) (at >>> PAGE_SHIFT);
      @Nullable Instruction @Nullable [] @Nullable [] leaf = leaves[number >>> LEAF_SHIFT];
      if (leaf == null) {
        at = (long) ((number >>> LEAF_SHIFT) + 1) << (PAGE_SHIFT + LEAF_SHIFT);
        continue;
      }
      long pageEnd = (long) (number + 1) << PAGE_SHIFT;
      @Nullable Instruction @Nullable [] page = leaf[number & ((1 << LEAF_SHIFT) - 1)];
      if (page != null && !isFixed(at)) {
        int from = (int) (at >>> 2) & (WORDS - 1);
        int to = (int) ((Math.min(last, pageEnd - 1) >>> 2) & (WORDS - 1)) + 1;
        Arrays.fill(page, from, to, null);
      }
      at = pageEnd;
    }
  }
}
