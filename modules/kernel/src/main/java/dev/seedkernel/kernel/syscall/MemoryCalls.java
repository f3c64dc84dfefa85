package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.process.MapRequest;
import dev.seedkernel.kernel.process.Mapping;
import dev.seedkernel.kernel.process.MemoryMap;
import dev.seedkernel.kernel.process.RemapRequest;
import org.jspecify.annotations.Nullable;

/** Calls that map memory: mmap, munmap, mremap, mprotect, brk. */
final class MemoryCalls {
  private static final int PROT_SEM = 8;
  private static final int PROT_GROWSDOWN = 0x100_0000;
  private static final int PROT_GROWSUP = 0x200_0000;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_SHARED_VALIDATE = 3;
  private static final int MAP_TYPE = 0xf;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_GROWSDOWN = 0x100;
  private static final int MAP_LOCKED = 0x2000;
  private static final int MAP_HUGETLB = 0x4_0000;
  private static final int MAP_FIXED_NOREPLACE = 0x10_0000;

  /**
   * What MAP_SHARED_VALIDATE lets pass for a file that knows no flags of its own: the type, FIXED,
   * ANONYMOUS, GROWSDOWN, DENYWRITE, EXECUTABLE, LOCKED, NORESERVE, POPULATE, NONBLOCK, STACK,
   * HUGETLB with its sizes (Linux's LEGACY_MAP_MASK), and FIXED_NOREPLACE.
   */
  private static final int VALIDATED = 0x33 | 0x100 | 0x1800 | 0x7_e000 | 0x10_0000 | 0xfc00_0000;

  private static final int MREMAP_MAYMOVE = 1;
  private static final int MREMAP_FIXED = 2;
  private static final int MREMAP_DONTUNMAP = 4;

  private MemoryCalls() {}

  static void define(Rows rows) {
    rows.supported(214, "brk", "addr:pointer", call -> call.memory().brk(call.argument(0)));
    rows.supported(
        215,
        "munmap",
        "addr:pointer length:size",
        call -> {
          call.memory().map().unmap(address(call), call.argument(1));
          return 0;
        });
    rows.supported(
        216,
        "mremap",
        "old_address:pointer old_size:size new_size:size flags:hex new_address:pointer",
        MemoryCalls::mremap);
    rows.partial(
        222,
        "mmap",
        "addr:pointer length:size prot:protection flags:map-flags fd:fd offset:hex",
        "a private mapping of a file shows the file as it was when it was mapped; MAP_GROWSDOWN"
            + " does not grow; MAP_POPULATE and MAP_LOCKED do not read ahead; MAP_HUGETLB gives"
            + " ENOMEM; the lowest 64 KiB give EPERM, so that NULL traps; MAP_SHARED needs a host"
            + " with memfd and 4 KiB pages, and gives ENODEV on others",
        MemoryCalls::mmap);
    rows.supported(226, "mprotect", "addr:pointer len:size prot:protection", MemoryCalls::mprotect);
    rows.refused(
        234,
        "remap_file_pages",
        "addr:pointer size:size prot:protection pgoff:size flags:hex",
        Errno.EINVAL,
        "deprecated; mmap with MAP_FIXED does the same");
    rows.refused(
        288,
        "pkey_mprotect",
        "addr:pointer len:size prot:protection pkey:int",
        Errno.ENOSYS,
        "the architecture has no protection keys in Linux 6.1");
    rows.refused(
        289, "pkey_alloc", "flags:hex access_rights:hex", Errno.ENOSYS, "as pkey_mprotect");
    rows.refused(290, "pkey_free", "pkey:int", Errno.ENOSYS, "as pkey_mprotect");
  }

  /**
   * PROT_READ, PROT_WRITE and PROT_EXEC are numbered as {@link Rights} are. mmap ignores all other
   * bits.
   */
  private static int rights(int protection) {
    return protection & Rights.ALL;
  }

  private static long mmap(Call call) throws ErrnoException {
    long offset = call.argument(5);
    int flags = call.intArgument(3);
    if ((offset & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
    boolean anonymous = (flags & MAP_ANONYMOUS) != 0;
    OpenFile file = anonymous ? null : call.descriptors().get(call.intArgument(4));
    if ((flags & MAP_HUGETLB) != 0) {
      throw (anonymous ? Errno.ENOMEM : Errno.EINVAL).exception();
    }
    return call.memory().map().map(request(call, file));
  }

  private static MapRequest request(Call call, @Nullable OpenFile file) throws ErrnoException {
    int flags = call.intArgument(3);
    int rights = rights(call.intArgument(2));
    long length = call.argument(1);
    long offset = call.argument(5);
    int type = flags & MAP_TYPE;
    boolean shared = type == MAP_SHARED || (type == MAP_SHARED_VALIDATE && file != null);
    if (length == 0) {
      throw Errno.EINVAL.exception();
    }
    long last = Long.MAX_VALUE - Math.max(0, length);
    if (file != null && (offset < 0 || offset >>> 12 > last >>> 12)) {
      throw Errno.EOVERFLOW.exception();
    }
    if (file != null && type == MAP_SHARED_VALIDATE && (flags & ~VALIDATED) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (!shared && type != MAP_PRIVATE) {
      throw Errno.EINVAL.exception();
    }
    boolean noReplace = (flags & MAP_FIXED_NOREPLACE) != 0;
    boolean fixed = noReplace || (flags & MAP_FIXED) != 0;
    if (noReplace && overlaps(call, length)) {
      throw Errno.EEXIST.exception(); // Before the file is looked at.
    }
    RegularFile content = file == null ? null : mappable(file, shared, rights);
    if ((shared || file != null) && (flags & MAP_GROWSDOWN) != 0) {
      throw Errno.EINVAL.exception();
    }
    String name = content == null || file == null ? "" : file.path();
    int attributes = (shared ? Mapping.SHARED : 0) | attributes(flags);
    if (shared && file != null && !OpenFlags.writes(file.flags())) {
      attributes |= Mapping.NOT_WRITABLE;
    }
    if (shared && content == null) {
      if (Long.compareUnsigned(length, call.memory().space().size()) > 0) {
        throw Errno.ENOMEM.exception(); // Before EFBIG of the file that is behind it.
      }
      content = call.machine().sharedMemory().newRegularFile(0777);
      content.truncate(-(-length & -AddressSpace.PAGE_SIZE));
      name = "/dev/zero";
      offset = 0;
    }
    return new MapRequest(
        call.argument(0), length, rights, fixed, !noReplace, attributes, name, content, offset);
  }

  private static boolean overlaps(Call call, long length) {
    long address = call.argument(0);
    MemoryMap map = call.memory().map();
    long most = call.memory().space().size();
    return address >= 0 && length > 0 && length <= most && map.isTaken(address, length);
  }

  private static int attributes(int flags) {
    return ((flags & MAP_GROWSDOWN) != 0 ? Mapping.GROWS_DOWN : 0)
        | ((flags & MAP_LOCKED) != 0 ? Mapping.LOCKED : 0);
  }

  /** Returns the file, or null where it is /dev/zero, whose mapping is memory without a file. */
  private static @Nullable RegularFile mappable(OpenFile file, boolean shared, int rights)
      throws ErrnoException {
    boolean writesFile = shared && (rights & Rights.WRITE) != 0;
    if (!OpenFlags.reads(file.flags()) || (writesFile && !OpenFlags.writes(file.flags()))) {
      throw Errno.EACCES.exception();
    }
    if (file.inode() instanceof SpecialFile special
        && special.device().equals(Device.Driver.ZERO.device())) {
      return null;
    }
    if (!(file.inode() instanceof RegularFile content)) {
      throw Errno.ENODEV.exception();
    }
    return content;
  }

  /**
   * Returns the address of a range whose mapping is changed, without its tag: these calls ignore it
   * for every program (Linux, Documentation/arch/arm64/tagged-address-abi.rst), brk and mmap do
   * not.
   */
  static long address(Call call) {
    return AddressSpace.withoutTag(call.argument(0));
  }

  private static long mremap(Call call) throws ErrnoException {
    int flags = call.intArgument(3);
    if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0) {
      throw Errno.EINVAL.exception();
    }
    return call.memory()
        .map()
        .remap(
            new RemapRequest(
                address(call),
                call.argument(1),
                call.argument(2),
                (flags & MREMAP_MAYMOVE) != 0,
                (flags & MREMAP_FIXED) != 0,
                (flags & MREMAP_DONTUNMAP) != 0,
                call.argument(4)));
  }

  private static long mprotect(Call call) throws ErrnoException {
    int grows = call.intArgument(2) & (PROT_GROWSDOWN | PROT_GROWSUP);
    int protection = call.intArgument(2) & ~grows;
    long address = address(call);
    long length = call.argument(1);
    if (grows == (PROT_GROWSDOWN | PROT_GROWSUP)) {
      throw Errno.EINVAL.exception();
    }
    MemoryMap.requireAligned(address);
    if (length == 0) {
      return 0;
    }
    if ((protection & ~(Rights.ALL | PROT_SEM)) != 0) {
      throw Errno.EINVAL.exception();
    }
    MemoryMap map = call.memory().map();
    if (grows != 0) {
      Mapping mapping = map.at(address);
      if (mapping == null) {
        throw Errno.ENOMEM.exception();
      }
      if (grows == PROT_GROWSUP || !mapping.has(Mapping.GROWS_DOWN)) {
        throw Errno.EINVAL.exception();
      }
      length += address - mapping.start();
      address = mapping.start();
    }
    map.protect(address, length, rights(protection));
    return 0;
  }
}
