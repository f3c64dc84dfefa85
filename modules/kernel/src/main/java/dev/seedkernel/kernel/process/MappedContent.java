package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.SharedMemory;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;

/**
 * Puts what is mapped into an address space: zeroes, the memory that a file shares, or a copy of
 * what a file holds.
 */
final class MappedContent {
  private static final int PAGE = AddressSpace.PAGE_SIZE;

  /** Bytes of a file that are copied at a time. */
  private static final int CHUNK = 16 * PAGE;

  /** Bytes of a file that one shared memory has. */
  private static final long EXTENT = (long) SharedMemory.PAGES * PAGE;

  private final AddressSpace space;

  MappedContent(AddressSpace space) {
    this.space = space;
  }

  /** Returns what a page may be used for: on arm64 what can be written or executed can be read. */
  static int implied(int rights) {
    return rights == Rights.NONE ? rights : rights | Rights.READ;
  }

  /**
   * Maps a range; what was there is gone.
   *
   * @throws ErrnoException ENOMEM, ENODEV if the host cannot share memory; then nothing is there
   */
  void map(Mapping mapping) throws ErrnoException {
    if (!(mapping.inode() instanceof RegularFile file)) {
      space.map(mapping.start(), mapping.length(), implied(mapping.rights()));
    } else if (mapping.isShared()) {
      share(mapping, file);
    } else {
      copy(mapping, file);
    }
  }

  private void share(Mapping mapping, RegularFile file) throws ErrnoException {
    space.unmap(mapping.start(), mapping.length());
    int rights = implied(mapping.rights());
    long address = mapping.start();
    while (address < mapping.end()) {
      long position = mapping.position(address);
      long left = mapping.end() - address;
      if (position >= RegularFile.MAX_SIZE) {
        space.map(address, left, rights);
        space.withhold(address, left);
        return;
      }
      long inExtent = position % EXTENT;
      long end = Math.min(EXTENT - inExtent, RegularFile.MAX_SIZE - position);
      long part = Math.min(left, end);
      try {
        SharedMemory memory = file.share(position);
        if (!space.mapShared(address, part, rights, memory, (int) (inExtent / PAGE))) {
          throw Errno.ENOMEM.exception();
        }
      } catch (ErrnoException e) {
        space.unmap(mapping.start(), mapping.length());
        throw e;
      }
      address += part;
    }
  }

  /** A private mapping shows what the file holds now; what is behind its end is withheld. */
  private void copy(Mapping mapping, RegularFile file) {
    space.map(mapping.start(), mapping.length(), Rights.READ | Rights.WRITE);
    long there = Mappings.pageUp(Math.max(0, file.size() - mapping.offset()));
    long end = mapping.start() + Math.min(mapping.length(), there);
    byte[] chunk = new byte[(int) Math.min(CHUNK, end - mapping.start())];
    MemorySegment segment = MemorySegment.ofArray(chunk);
    long address = mapping.start();
    while (address < end) {
      long run = allocatedRun(file, mapping.position(address), Math.min(CHUNK, end - address));
      if (run > 0) {
        int count = file.read(mapping.position(address), Transfer.into(segment), (int) run);
        space.write(address, segment, 0, count);
      }
      address += Math.max(run, PAGE);
    }
    if (end < mapping.end()) {
      space.withhold(end, mapping.end() - end);
    }
    if (!space.protect(mapping.start(), mapping.length(), implied(mapping.rights()))) {
      throw new IllegalStateException("what was mapped is not mapped");
    }
  }

  /** Returns how many bytes from a position on lie in pages of the file that are no holes. */
  private static long allocatedRun(RegularFile file, long position, long most) {
    long run = 0;
    while (run < most && file.isAllocated(position + run)) {
      run += PAGE;
    }
    return Math.min(run, most);
  }
}
