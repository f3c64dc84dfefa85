package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Sharing;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.memory.Memory.Heap;
import dev.seedkernel.spec.model.memory.Memory.Page;
import dev.seedkernel.spec.model.memory.Memory.Shared;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The heap and mappings: MEM. */
final class MemoryRules {
  private static final int PAGE = Memory.PAGE;
  private static final long ADDRESSES = 1L << 48;

  /** Mappings are not checked to be as large as this. */
  private static final long HUGE = 1L << 40;

  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_FIXED_NOREPLACE = 0x10_0000;
  private static final int KNOWN_RIGHTS = 0x3f | 0x100_0000 | 0x200_0000;

  private MemoryRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        214, MemoryRules::brk,
        215, MemoryRules::munmap,
        222, MemoryRules::mmap,
        226, MemoryRules::mprotect);
  }

  private static Set<Outcome> brk(State state, int process, CallContext call) {
    long end = call.argument(0);
    Memory memory = call.memory();
    if (memory.heap().isEmpty()) {
      // IMG-21: only the system knows where the heap is.
      return Set.of(
          Outcome.chosen(
              state,
              "a multiple of 4096 above the image",
              start -> start % PAGE == 0 && start > CaseLayout.RECORD && start < ADDRESSES,
              start -> state.with(process, memory.withHeap(new Heap(start, start)))));
    }
    Heap heap = memory.heap().get();
    if (end < heap.start() || end > ADDRESSES - PAGE) {
      return Outcome.of(state, heap.end()); // MEM-2, MEM-3
    }
    long before = pages(heap.end());
    long after = pages(end);
    if (after <= before) {
      Memory smaller = memory.unmap(after, before - after).withHeap(new Heap(heap.start(), end));
      return Outcome.of(state.with(process, smaller), end); // MEM-4, MEM-6, MEM-7
    }
    if (memory.isAnyMapped(before, after - before) || after - before > HUGE / PAGE) {
      return Outcome.of(state, heap.end()); // MEM-3
    }
    Memory larger =
        memory
            .map(before * PAGE, Bytes.zeros((int) ((after - before) * PAGE))) // MEM-1, MEM-5
            .withHeap(new Heap(heap.start(), end));
    Set<Outcome> granted = Outcome.of(state.with(process, larger), end);
    // Linux keeps a page free behind the heap.
    return memory.isAnyMapped(after, 1) ? both(granted, Outcome.of(state, heap.end())) : granted;
  }

  private static Set<Outcome> both(Set<Outcome> one, Set<Outcome> other) {
    Set<Outcome> all = new java.util.HashSet<>(one);
    all.addAll(other);
    return all;
  }

  /** Returns how many pages there are up to an address, one that is begun counts. */
  private static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE;
  }

  private static Set<Outcome> munmap(State state, int process, CallContext call) {
    long address = withoutTag(call.argument(0));
    long length = call.argument(1);
    if (address % PAGE != 0
        || length == 0
        || address < 0
        || length < 0
        || address > ADDRESSES - length) {
      return Outcome.error(state, Errno.EINVAL); // MEM-19
    }
    return Outcome.of(
        state.with(process, call.memory().unmap(address / PAGE, pages(length))), 0); // MEM-18
  }

  private static Set<Outcome> mprotect(State state, int process, CallContext call) {
    long address = withoutTag(call.argument(0));
    long length = call.argument(1);
    int rights = call.intArgument(2);
    if (address % PAGE != 0) {
      return Outcome.error(state, Errno.EINVAL); // MEM-21
    }
    if (length == 0) {
      return Outcome.of(state, 0);
    }
    boolean tooLong = length < 0 || address < 0 || address > ADDRESSES - length;
    if ((rights & ~KNOWN_RIGHTS) != 0) {
      return tooLong
          ? Outcome.anyError(state, EnumSet.of(Errno.EINVAL, Errno.ENOMEM))
          : Outcome.error(state, Errno.EINVAL);
    }
    Memory memory = call.memory();
    long first = address / PAGE;
    long count = tooLong ? HUGE : pages(length);
    long mapped = 0;
    while (mapped < count && memory.pages().containsKey(first + mapped)) {
      mapped++;
    }
    Memory changed = memory.change(first, mapped, page -> page.withRights(rights));
    State after = state.with(process, changed); // MEM-20, MEM-22
    return mapped < count
        ? Set.of(new Outcome(after, new Result.Failure(Errno.ENOMEM), List.of()))
        : Outcome.of(after, 0);
  }

  private static Set<Outcome> mmap(State state, int process, CallContext call) {
    long address = call.argument(0);
    long length = call.argument(1);
    int flags = call.intArgument(3);
    long offset = call.argument(5);
    boolean anonymous = (flags & MAP_ANONYMOUS) != 0;
    boolean fixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
    if (offset % PAGE != 0) {
      return Outcome.error(state, Errno.EINVAL); // MEM-11
    }
    Optional<Description> file =
        anonymous
            ? Optional.empty()
            : state
                .process(process)
                .descriptors()
                .get(call.intArgument(4))
                .map(state.files()::description);
    if (!anonymous && file.isEmpty()) {
      return Outcome.error(state, Errno.EBADF); // MEM-11
    }
    boolean tooLong = length < 0 || length > ADDRESSES;
    Set<Errno> errors = EnumSet.noneOf(Errno.class);
    add(errors, length == 0 || (flags & (MAP_SHARED | MAP_PRIVATE)) == 0, Errno.EINVAL);
    add(errors, fixed && address % PAGE != 0, Errno.EINVAL); // MEM-9
    add(errors, tooLong, Errno.ENOMEM);
    add(
        errors,
        fixed && (address < 0 || address > ADDRESSES - (tooLong ? 0 : pages(length) * PAGE)),
        Errno.ENOMEM);
    add(errors, fixed && address >= 0 && address < LOWEST, Errno.EPERM); // MEM-25
    add(
        errors,
        !tooLong
            && (flags & MAP_FIXED_NOREPLACE) != 0
            && call.memory().isAnyMapped(address / PAGE, pages(length)),
        Errno.EEXIST); // MEM-10
    boolean shared = (flags & MAP_SHARED) != 0;
    file.ifPresent(f ->
        add(
            errors,
            !f.readable() || (shared && !f.writable() && (call.intArgument(2) & 2) != 0),
            Errno.EACCES)); // MEM-17
    add(errors, file.isPresent() && !isRegular(state, file.get()), Errno.ENODEV);
    add(errors, !anonymous && (offset < 0 || offset + length < 0), Errno.EOVERFLOW);
    if (!errors.isEmpty()) {
      return Outcome.anyError(state, errors);
    }
    Mapping mapping = new Mapping(state, process, call, file, shared);
    long count = pages(length);
    if (fixed) {
      return Outcome.of(mapping.at(address), address);
    }
    return Set.of(
        Outcome.chosen(
            state,
            "free pages",
            chosen ->
                chosen % PAGE == 0
                    && chosen >= 0
                    && chosen <= ADDRESSES - count * PAGE
                    && !call.memory().isAnyMapped(chosen / PAGE, count)
                    && !overlaps(chosen, count * PAGE),
            mapping::at));
  }

  private static boolean isRegular(State state, Description file) {
    return state.files().inode(file.inode()) instanceof Inode.RegularFile;
  }

  private static final long LOWEST = 0x1_0000;

  /** Returns whether a range overlaps what belongs to the kit, its code and its record. */
  private static boolean overlaps(long address, long length) {
    return contains(CaseLayout.TEXT, address, length)
        || contains(CaseLayout.RECORD, address, length);
  }

  private static boolean contains(long place, long address, long length) {
    return place >= address && place < address + length;
  }

  private static void add(Set<Errno> errors, boolean condition, Errno errno) {
    if (condition) {
      errors.add(errno);
    }
  }

  /** A mapping that is allowed; only where is not known. */
  private record Mapping(
      State state, int process, CallContext call, Optional<Description> file, boolean shared) {
    State at(long address) {
      Memory memory = call.memory();
      long count = pages(call.argument(1));
      int rights = call.intArgument(2);
      for (long i = 0; i < count; i++) {
        memory = memory.with(address / PAGE + i, page(address, i).withRights(rights));
      }
      return state.with(process, memory);
    }

    private Page page(long address, long index) {
      if (file.isEmpty()) {
        // A number that no other mapping has: pages of one process are not mapped twice at a time.
        long object = ((long) process << 48 | address) + state.processes().next() * 1_000_003L;
        return new Page(
            Bytes.zeros(PAGE),
            0,
            shared ? Optional.of(new Shared(object, index)) : Optional.empty(),
            false);
      }
      int inode = file.get().inode();
      long from = call.argument(5) + index * PAGE;
      Content content = Sharing.content(state.files(), inode);
      boolean beyond = from >= content.size();
      Bytes bytes = content.read(from, PAGE).resized(PAGE); // MEM-13
      return new Page(
          bytes,
          0,
          shared ? Optional.of(new Shared(-inode, from / PAGE)) : Optional.empty(),
          beyond);
    }
  }

  /** CALL-6: {@code munmap} and {@code mprotect} ignore bits 63:56. */
  private static long withoutTag(long address) {
    return address << 8 >> 8;
  }
}
