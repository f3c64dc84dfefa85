package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.process.UserMemory;
import java.lang.foreign.MemorySegment;

/** Calls about the memory of the process. */
final class MemoryCalls {
  private static final int PROT_SEM = 8;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_SHARED_VALIDATE = 3;
  private static final int MAP_TYPE = 0xf;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_FIXED_NOREPLACE = 0x10_0000;
  private static final int MREMAP_MAYMOVE = 1;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_FREE = 8;
  private static final int MADV_REMOVE = 9;
  private static final int MADV_DONTFORK = 10;
  private static final int MADV_WIPEONFORK = 18;
  private static final int MADV_DONTNEED_LOCKED = 24;
  private static final int MADV_LAST = 25;
  private static final int MS_ALL = 7;
  private static final int MS_ASYNC_OR_SYNC = 5;
  private static final int COPY_CHUNK = 1 << 16;

  private MemoryCalls() {}

  static void define(Rows rows) {
    rows.supported(214, "brk", "addr:pointer", call -> call.memory().brk(call.argument(0)));
    rows.supported(215, "munmap", "addr:pointer length:size", MemoryCalls::munmap);
    rows.partial(
        216,
        "mremap",
        "old_address:pointer old_size:size new_size:size flags:hex new_address:pointer",
        "MREMAP_FIXED and MREMAP_DONTUNMAP give EINVAL",
        MemoryCalls::mremap);
    rows.partial(
        222,
        "mmap",
        "addr:pointer length:size prot:protection flags:map-flags fd:fd offset:hex",
        "a shared mapping of a file that may be written gives ENODEV, one that may be read shows the"
            + " file as it was, and memory behind the last page of a file reads as zero; an anonymous"
            + " shared mapping is not shared with children; /dev/zero and other devices give ENODEV;"
            + " the lowest 64 KiB give EPERM, so that NULL traps",
        MemoryCalls::mmap);
    rows.supported(226, "mprotect", "addr:pointer len:size prot:protection", MemoryCalls::mprotect);
    rows.supported(227, "msync", "addr:pointer length:size flags:hex", MemoryCalls::msync);
    rows.partial(
        233,
        "madvise",
        "addr:pointer length:size advice:int",
        "MADV_DONTNEED discards, but keeps what a mapping of a file or program holds; what would"
            + " change what a child or a file sees gives EINVAL; other advice is ignored",
        MemoryCalls::madvise);
  }

  /**
   * PROT_READ, PROT_WRITE and PROT_EXEC are numbered as {@link Rights} are. mmap ignores all other
   * bits.
   */
  private static int rights(int protection) {
    return protection & Rights.ALL;
  }

  private static long mmap(Call call) throws ErrnoException {
    long length = call.argument(1);
    int rights = rights(call.intArgument(2));
    int flags = call.intArgument(3);
    long offset = call.argument(5);
    if ((offset & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
    boolean anonymous = (flags & MAP_ANONYMOUS) != 0;
    OpenFile file = anonymous ? null : call.descriptors().get(call.intArgument(4));
    int type = flags & MAP_TYPE;
    boolean typed = type == MAP_SHARED || type == MAP_PRIVATE;
    if (length == 0 || !(typed || (type == MAP_SHARED_VALIDATE && !anonymous))) {
      throw Errno.EINVAL.exception();
    }
    boolean noReplace = (flags & MAP_FIXED_NOREPLACE) != 0;
    boolean fixed = noReplace || (flags & MAP_FIXED) != 0;
    UserMemory memory = call.memory();
    if (file == null) {
      return memory.map(call.argument(0), length, rights, fixed, !noReplace, "");
    }
    RegularFile content = mappable(file, type, rights);
    if (offset < 0 || offset > RegularFile.MAX_SIZE) {
      throw Errno.EOVERFLOW.exception();
    }
    long address =
        memory.map(
            call.argument(0), length, Rights.READ | Rights.WRITE, fixed, !noReplace, file.path());
    // Whole pages: what the file holds behind the length is seen up to the end of the page.
    copy(content, offset, memory, address, -(-length & -AddressSpace.PAGE_SIZE));
    memory.protect(address, length, rights);
    return address;
  }

  private static RegularFile mappable(OpenFile file, int type, int rights) throws ErrnoException {
    boolean writesFile = type != MAP_PRIVATE && (rights & Rights.WRITE) != 0;
    if (!OpenFlags.reads(file.flags()) || (writesFile && !OpenFlags.writes(file.flags()))) {
      throw Errno.EACCES.exception();
    }
    if (writesFile || !(file.inode() instanceof RegularFile content)) {
      throw Errno.ENODEV.exception();
    }
    return content;
  }

  private static void copy(
      RegularFile file, long offset, UserMemory memory, long address, long length) {
    byte[] chunk = new byte[COPY_CHUNK];
    MemorySegment segment = MemorySegment.ofArray(chunk);
    long done = 0;
    while (done < length) {
      int wanted = (int) Math.min(COPY_CHUNK, length - done);
      int count = file.read(offset + done, Transfer.into(segment), wanted);
      if (count == 0) {
        return; // Beyond the end of the file the mapping reads as zero.
      }
      memory.space().write(address + done, segment, 0, count);
      done += count;
    }
  }

  /**
   * Returns the address of a range whose mapping is changed, without its tag: these calls ignore it
   * for every program (Linux, Documentation/arch/arm64/tagged-address-abi.rst), brk and mmap do
   * not.
   */
  private static long address(Call call) {
    return AddressSpace.withoutTag(call.argument(0));
  }

  private static long munmap(Call call) throws ErrnoException {
    call.memory().unmap(address(call), call.argument(1));
    return 0;
  }

  private static long mremap(Call call) throws ErrnoException {
    int flags = call.intArgument(3);
    if ((flags & ~MREMAP_MAYMOVE) != 0) {
      throw Errno.EINVAL.exception();
    }
    return call.memory()
        .remap(address(call), call.argument(1), call.argument(2), (flags & MREMAP_MAYMOVE) != 0);
  }

  private static long mprotect(Call call) throws ErrnoException {
    int protection = call.intArgument(2);
    UserMemory.requireAligned(address(call));
    if (call.argument(1) == 0) {
      return 0;
    }
    if ((protection & ~(Rights.ALL | PROT_SEM)) != 0) {
      throw Errno.EINVAL.exception();
    }
    call.memory().protect(address(call), call.argument(1), rights(protection));
    return 0;
  }

  private static long msync(Call call) throws ErrnoException {
    int flags = call.intArgument(2);
    if ((flags & ~MS_ALL) != 0 || (flags & MS_ASYNC_OR_SYNC) == MS_ASYNC_OR_SYNC) {
      throw Errno.EINVAL.exception();
    }
    call.memory().requireMapped(address(call), call.argument(1));
    return 0;
  }

  private static long madvise(Call call) throws ErrnoException {
    long address = address(call);
    long length = call.argument(1);
    int advice = call.intArgument(2);
    boolean known =
        (advice >= 0 && advice <= MADV_DONTNEED) || (advice >= MADV_FREE && advice <= MADV_LAST);
    boolean refused = advice == MADV_REMOVE || advice == MADV_DONTFORK || advice == MADV_WIPEONFORK;
    // A length that wraps around when it is rounded up to pages.
    boolean wraps = length != 0 && -(-length & -AddressSpace.PAGE_SIZE) == 0;
    if (!known || refused || wraps) {
      throw Errno.EINVAL.exception();
    }
    if (advice == MADV_DONTNEED || advice == MADV_DONTNEED_LOCKED) {
      call.memory().discard(address, length);
    } else {
      call.memory().requireMapped(address, length);
    }
    return 0;
  }
}
