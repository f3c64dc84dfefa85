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

  /** Never mapped, on both sides of the stack, so that running over its ends traps. */
  private static final long GUARD = 1L << 20;

  private final AddressSpace space;
  private final MemoryMap map;
  private final PageAccount account;
  private final long stackTop;
  private long heapStart;
  private long heapEnd;
  private int barriers;
  private ProgramLayout layout = ProgramLayout.NONE;
  private int users = 1;
  private @Nullable RegularFile program;

  private UserMemory(AddressSpace space, MemoryMap map, PageAccount account, long stackTop) {
    this.space = space;
    this.map = map;
    this.account = account;
    this.stackTop = stackTop;
  }

  /** Creates an empty memory with a stack. */
  static UserMemory create(long size, PageAccount account) {
    AddressSpace space = AddressSpace.create(size, account);
    long stackTop = size - GUARD;
    long stack = stackTop - STACK_SIZE;
    MemoryMap map = new MemoryMap(space, new Mappings(), stack - GUARD, account);
    UserMemory memory = new UserMemory(space, map, account, stackTop);
    try {
      map.place(
          Mapping.anonymous(stack, stackTop, Rights.READ | Rights.WRITE, "[stack]")
              .withFlags(Mapping.GROWS_DOWN));
      memory.mapTrampoline();
    } catch (ErrnoException e) {
      throw new IllegalStateException("no room in an empty memory", e);
    } catch (MemoryFault e) {
      memory.release();
      throw e;
    }
    return memory;
  }

  /**
   * Maps the page that handlers without SA_RESTORER return to, as Linux's vDSO has it: {@code mov
   * x8, #139; svc #0}. There is no vDSO otherwise: calls are cheap here.
   */
  private void mapTrampoline() throws ErrnoException {
    mapNow(signalTrampoline(), AddressSpace.PAGE_SIZE, Rights.READ | Rights.WRITE, "[sigpage]");
    writeInt(signalTrampoline(), 0xd280_1168);
    writeInt(signalTrampoline() + 4, 0xd400_0001);
    map.protect(signalTrampoline(), AddressSpace.PAGE_SIZE, Rights.READ | Rights.EXECUTE);
  }

  /** Returns the address of the instructions that return from a handler. */
  long signalTrampoline() {
    return stackTop + GUARD - AddressSpace.PAGE_SIZE;
  }

  /** Makes a copy that shares nothing but what is mapped shared, or throws ENOMEM. */
  UserMemory fork() throws ErrnoException {
    AddressSpace copy = space.fork();
    if (copy == null) {
      throw Errno.ENOMEM.exception();
    }
    MemoryMap copiedMap;
    try {
      copiedMap = map.fork(copy, account);
    } catch (ErrnoException e) {
      copy.close();
      throw e;
    }
    UserMemory memory = new UserMemory(copy, copiedMap, account, stackTop);
    memory.heapStart = heapStart;
    memory.heapEnd = heapEnd;
    if (program != null) {
      memory.runs(program);
    }
    memory.barriers = barriers;
    memory.layout = layout;
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
      map.close();
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

  /** Returns what is mapped. */
  public MemoryMap map() {
    return map;
  }

  /** Returns the address behind the last byte of the stack. */
  long stackTop() {
    return stackTop;
  }

  /** Returns where the program's arguments lie. */
  ProgramLayout layout() {
    return layout;
  }

  void layout(ProgramLayout newLayout) {
    layout = newLayout;
  }

  /**
   * Maps memory without a file over whatever is there; the range was checked.
   *
   * @throws ErrnoException ENOMEM
   */
  void mapNow(long address, long length, int rights, String name) throws ErrnoException {
    map.place(Mapping.anonymous(address, address + length, rights, name));
  }

  /** Returns the registrations of membarrier, as bits that the call knows. */
  public int barriers() {
    return barriers;
  }

  public void barriers(int registered) {
    barriers = registered;
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
    if (wanted < heapStart || wanted > map.top()) {
      return heapEnd;
    }
    long oldTop = Mappings.pageUp(heapEnd);
    long newTop = Mappings.pageUp(wanted);
    if (newTop > oldTop) {
      if (!map.growHeap(oldTop, newTop)) {
        return heapEnd;
      }
    } else if (newTop < oldTop && !map.shrinkHeap(newTop, oldTop)) {
      return heapEnd;
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

  /** Throws {@link MemoryFault} if a vector of bytes lies outside the addresses of programs. */
  public void requireWritableVector(long address, long length) {
    if (address < 0 || length < 0 || address > MemoryMap.ADDRESS_LIMIT - length) {
      throw new MemoryFault(address, Access.STORE, Cause.UNMAPPED);
    }
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
