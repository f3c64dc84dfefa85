package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a process as the kernel sees it: the address space, what its ranges are for, and
 * the heap.
 *
 * <p>Layout, from the bottom: a page range that is never mapped, so that NULL traps; the program;
 * the heap, which grows up; mappings, which grow down; a guard; the stack. Access methods throw
 * {@link MemoryFault}, which becomes EFAULT.
 */
public final class UserMemory {
  /** Bytes that the stack may use. Contract: "User address space". */
  public static final long STACK_SIZE = 16L << 20;

  /** The lowest address that a program may map, as Linux's mmap_min_addr. */
  public static final long LOWEST = 0x1_0000;

  /** Where Linux's addresses end: what lies behind is not even asked for. */
  private static final long ADDRESS_LIMIT = 1L << 48;

  /** Never mapped, on both sides of the stack, so that running over its ends traps. */
  private static final long GUARD = 1L << 20;

  private final AddressSpace space;
  private final Mappings mappings;
  private final long stackTop;
  private long heapStart;
  private long heapEnd;
  private int users = 1;
  private @Nullable RegularFile program;

  private UserMemory(AddressSpace space, Mappings mappings, long stackTop) {
    this.space = space;
    this.mappings = mappings;
    this.stackTop = stackTop;
  }

  /** Creates an empty memory with a stack. */
  static UserMemory create(long size, PageAccount account) {
    AddressSpace space = AddressSpace.create(size, account);
    UserMemory memory = new UserMemory(space, new Mappings(), size - GUARD);
    memory.mapNow(memory.stackTop - STACK_SIZE, STACK_SIZE, Rights.READ | Rights.WRITE, "[stack]");
    memory.mapTrampoline();
    return memory;
  }

  /**
   * Maps the page that handlers without SA_RESTORER return to, as Linux's vDSO has it: {@code mov
   * x8, #139; svc #0}. There is no vDSO otherwise: calls are cheap here.
   */
  private void mapTrampoline() {
    mapNow(signalTrampoline(), AddressSpace.PAGE_SIZE, Rights.READ | Rights.WRITE, "[sigpage]");
    writeInt(signalTrampoline(), 0xd280_1168);
    writeInt(signalTrampoline() + 4, 0xd400_0001);
    int rights = Rights.READ | Rights.EXECUTE;
    space.protect(signalTrampoline(), AddressSpace.PAGE_SIZE, rights);
    mappings.protect(signalTrampoline(), signalTrampoline() + AddressSpace.PAGE_SIZE, rights);
  }

  /** Returns the address of the instructions that return from a handler. */
  long signalTrampoline() {
    return stackTop + GUARD - AddressSpace.PAGE_SIZE;
  }

  /** Makes a copy that shares nothing, or throws ENOMEM. */
  UserMemory fork() throws ErrnoException {
    AddressSpace copy = space.fork();
    if (copy == null) {
      throw Errno.ENOMEM.exception();
    }
    UserMemory memory = new UserMemory(copy, new Mappings(mappings), stackTop);
    memory.heapStart = heapStart;
    memory.heapEnd = heapEnd;
    if (program != null) {
      memory.runs(program);
    }
    return memory;
  }

  /** Notes one more process that runs in this memory. */
  UserMemory share() {
    users++;
    return this;
  }

  /** Returns whether several processes run in this memory. */
  boolean shared() {
    return users > 1;
  }

  /** Notes one process less; the last one frees the memory. */
  void release() {
    if (--users == 0) {
      space.close();
      if (program != null) {
        program.ended();
      }
    }
  }

  /** Notes which program was loaded here: its file cannot be written to as long as it runs. */
  void runs(RegularFile file) {
    file.started();
    program = file;
  }

  public AddressSpace space() {
    return space;
  }

  Collection<Mappings.Mapping> mappings() {
    return mappings.all();
  }

  /** Returns the address behind the last byte of the stack. */
  long stackTop() {
    return stackTop;
  }

  /** Returns the address behind the highest that mmap gives out. */
  private long mmapTop() {
    return stackTop - STACK_SIZE - GUARD;
  }

  // Mapping

  /** Returns where a mapping of a length would go if the caller leaves the choice. */
  OptionalLong findGap(long length) {
    return mappings.highestGap(length, LOWEST, mmapTop());
  }

  /** Maps zeroes over whatever is there; the range was checked. */
  void mapNow(long address, long length, int rights, String name) {
    space.map(address, length, implied(rights));
    mappings.add(address, address + length, rights, name);
  }

  /** Returns what a page may be used for: on arm64 what can be written or executed can be read. */
  private static int implied(int rights) {
    return rights == Rights.NONE ? rights : rights | Rights.READ;
  }

  /** Returns whether any of a range is mapped. */
  boolean overlaps(long address, long length) {
    return mappings.overlaps(address, address + length);
  }

  /**
   * Maps zeroes as mmap does.
   *
   * @param hint where, or 0; only a wish unless {@code fixed}
   * @param length bytes, not 0
   * @param replace whether a fixed mapping may replace others
   * @return the address
   * @throws ErrnoException EINVAL, ENOMEM, EPERM, EEXIST as mmap(2) says
   */
  public long map(long hint, long length, int rights, boolean fixed, boolean replace, String name)
      throws ErrnoException {
    long size = requireLength(length);
    if (fixed) {
      requireAligned(hint);
      requireInside(hint, size);
      if (hint < LOWEST) {
        throw Errno.EPERM.exception();
      }
      if (!replace && overlaps(hint, size)) {
        throw Errno.EEXIST.exception();
      }
      mapNow(hint, size, rights, name);
      return hint;
    }
    long wish = Mappings.pageUp(hint);
    boolean granted =
        wish >= LOWEST && wish <= mmapTop() - size && size <= mmapTop() && !overlaps(wish, size);
    long address = granted ? wish : findGap(size).orElseThrow(() -> Errno.ENOMEM.exception());
    mapNow(address, size, rights, name);
    return address;
  }

  /** Unmaps a range as munmap does; EINVAL if it is not aligned, empty or out of range. */
  public void unmap(long address, long length) throws ErrnoException {
    requireAligned(address);
    if (length <= 0 || address < 0 || length > ADDRESS_LIMIT || address > ADDRESS_LIMIT - length) {
      throw Errno.EINVAL.exception();
    }
    // Nothing is mapped beyond the space, so there is nothing to unmap.
    long end = Math.min(Mappings.pageUp(address + length), space.size());
    if (end > address) {
      space.unmap(address, end - address);
      mappings.remove(address, end);
    }
  }

  /**
   * Changes rights as mprotect does; EINVAL if the range is not aligned, ENOMEM if a page of it is
   * not mapped.
   */
  public void protect(long address, long length, int rights) throws ErrnoException {
    long size = alignedRange(address, length, Errno.ENOMEM);
    if (!space.protect(address, size, implied(rights))) {
      throw Errno.ENOMEM.exception();
    }
    mappings.protect(address, address + size, rights);
  }

  /**
   * Makes a range read as zero again where it is not the content of a file; ENOMEM if a page of it
   * is not mapped, and then what is mapped was done all the same.
   */
  public void discard(long address, long length) throws ErrnoException {
    long end = address + alignedRange(address, length, Errno.ENOMEM);
    for (Mappings.Mapping mapping : mappings.within(address, end)) {
      if (!mapping.name().startsWith("/")) {
        space.clear(mapping.start(), mapping.end() - mapping.start());
      }
    }
    requireMapped(address, length);
  }

  /** Checks a range as madvise does and returns its length in whole pages. */
  public long requireMapped(long address, long length) throws ErrnoException {
    long size = alignedRange(address, length, Errno.ENOMEM);
    if (!space.isMapped(address, size)) {
      throw Errno.ENOMEM.exception();
    }
    return size;
  }

  /**
   * Resizes a mapping as mremap does.
   *
   * @param mayMove whether another address will do
   * @return the address
   * @throws ErrnoException EINVAL, EFAULT, ENOMEM as mremap(2) says
   */
  public long remap(long address, long oldLength, long newLength, boolean mayMove)
      throws ErrnoException {
    if (newLength == 0 || oldLength == 0) {
      throw Errno.EINVAL.exception();
    }
    long oldSize = alignedRange(address, oldLength, Errno.EINVAL);
    long newSize = requireLength(newLength);
    Mappings.Mapping mapping = mappings.at(address);
    if (mapping == null) {
      throw Errno.EFAULT.exception();
    }
    if (newSize <= oldSize) {
      if (newSize < oldSize) {
        unmap(address + newSize, oldSize - newSize);
      }
      return address;
    }
    long end = address + oldSize;
    if (mapping.end() < end) {
      throw Errno.EFAULT.exception(); // Only one mapping can grow, not several.
    }
    int rights = mapping.rights();
    String name = mapping.name();
    long growth = newSize - oldSize;
    if (growth <= mmapTop() - end && end <= mmapTop() && !mappings.overlaps(end, end + growth)) {
      mapNow(end, growth, rights, name);
      return address;
    }
    if (!mayMove) {
      throw Errno.ENOMEM.exception();
    }
    long target = findGap(newSize).orElseThrow(() -> Errno.ENOMEM.exception());
    mapNow(target, newSize, rights, name);
    space.move(address, target, oldSize);
    unmap(address, oldSize);
    return target;
  }

  private long requireLength(long length) throws ErrnoException {
    if (length == 0) {
      throw Errno.EINVAL.exception();
    }
    if (length < 0 || length > space.size()) {
      throw Errno.ENOMEM.exception();
    }
    return Mappings.pageUp(length);
  }

  private void requireInside(long address, long size) throws ErrnoException {
    if (address < 0 || address > space.size() - size) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Throws EINVAL unless an address is that of a page. */
  public static void requireAligned(long address) throws ErrnoException {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private long alignedRange(long address, long length, Errno outside) throws ErrnoException {
    requireAligned(address);
    if (length < 0 || length > space.size() || address < 0 || address > space.size()) {
      throw outside.exception();
    }
    long size = Mappings.pageUp(length);
    if (address > space.size() - size) {
      throw outside.exception();
    }
    return size;
  }

  // Heap

  /** Puts the heap behind the program. */
  void heapAt(long address) {
    heapStart = address;
    heapEnd = address;
  }

  /**
   * Moves the end of the heap as brk does: what cannot be granted changes nothing.
   *
   * @return the end of the heap afterwards
   */
  public long brk(long wanted) {
    if (wanted < heapStart || wanted > mmapTop()) {
      return heapEnd;
    }
    long oldTop = Mappings.pageUp(heapEnd);
    long newTop = Mappings.pageUp(wanted);
    if (newTop > oldTop) {
      if (mappings.overlaps(oldTop, newTop)) {
        return heapEnd;
      }
      mapNow(oldTop, newTop - oldTop, Rights.READ | Rights.WRITE, "[heap]");
    } else if (newTop < oldTop) {
      space.unmap(newTop, oldTop - newTop);
      mappings.remove(newTop, oldTop);
    }
    heapEnd = wanted;
    return heapEnd;
  }

  // Access

  public long readLong(long address) {
    return space.load64(untagged(address, Access.LOAD));
  }

  public int readInt(long address) {
    return space.load32(untagged(address, Access.LOAD));
  }

  public void writeLong(long address, long value) {
    space.store64(untagged(address, Access.STORE), value);
  }

  public void writeInt(long address, int value) {
    space.store32(untagged(address, Access.STORE), value);
  }

  /** Throws {@link MemoryFault} unless all of a range may be written to. */
  public void requireWritable(long address, long length) {
    space.requireStore(untagged(address, Access.STORE), length);
  }

  /**
   * Refuses a tagged address: instructions ignore the tag, but Linux does so in system calls only
   * for a program that has asked for it (prctl, PR_SET_TAGGED_ADDR_CTRL).
   */
  private static long untagged(long address, Access access) {
    if (AddressSpace.withoutTag(address) != address) {
      throw new MemoryFault(address, access, Cause.UNMAPPED);
    }
    return address;
  }

  public byte[] readBytes(long address, int length) {
    byte[] bytes = new byte[length];
    space.read(address, MemorySegment.ofArray(bytes), 0, length);
    return bytes;
  }

  public void writeBytes(long address, byte[] bytes) {
    space.write(address, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /** Reads a path: a NUL-terminated byte string, one char a byte; ENAMETOOLONG beyond PATH_MAX. */
  public String readPath(long address) throws ErrnoException {
    String path = readString(address, PathWalker.PATH_MAX);
    if (path == null) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return path;
  }

  /** Reads a NUL-terminated byte string, or returns null if none ends within {@code most} bytes. */
  public @Nullable String readString(long address, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < most; i++) {
      byte b = space.load8(untagged(address + i, Access.LOAD));
      if (b == 0) {
        return text.toString();
      }
      text.append((char) (b & 0xff));
    }
    return null;
  }
}
