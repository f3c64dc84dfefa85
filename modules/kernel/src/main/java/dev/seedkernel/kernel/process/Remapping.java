package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;

/** One call of mremap(2). */
final class Remapping {
  private final MemoryMap map;
  private final RemapRequest request;
  private final long address;
  private final long newSize;
  private long oldSize;

  Remapping(MemoryMap map, RemapRequest request) {
    this.map = map;
    this.request = request;
    this.address = request.address();
    this.oldSize = Mappings.pageUp(request.oldLength());
    this.newSize = Mappings.pageUp(request.newLength());
  }

  /** Performs it; the errors come in the order in which Linux looks for them. */
  long perform() throws ErrnoException {
    boolean contradiction =
        (request.fixed() && !request.mayMove())
            || (request.keep()
                && (!request.mayMove() || request.oldLength() != request.newLength()));
    if (contradiction) {
      throw Errno.EINVAL.exception();
    }
    MemoryMap.requireAligned(address);
    if (newSize == 0) {
      throw Errno.EINVAL.exception();
    }
    if (map.at(address) == null) {
      throw Errno.EFAULT.exception();
    }
    if (request.fixed() || request.keep()) {
      return moveTo();
    }
    if (Long.compareUnsigned(newSize, oldSize) <= 0) {
      if (newSize != oldSize) {
        map.unmap(address + newSize, oldSize - newSize);
      }
      return address;
    }
    Mapping mapping = requireResizable();
    if (mapping.end() == address + oldSize && growsInPlace(mapping)) {
      return address;
    }
    if (!request.mayMove()) {
      throw Errno.ENOMEM.exception();
    }
    return move(mapping, gap());
  }

  private long moveTo() throws ErrnoException {
    if (request.fixed()) {
      long target = request.target();
      MemoryMap.requireAligned(target);
      if (newSize < 0
          || newSize > MemoryMap.ADDRESS_LIMIT
          || target < 0
          || target > MemoryMap.ADDRESS_LIMIT - newSize
          || (address + oldSize > target && target + newSize > address)) {
        throw Errno.EINVAL.exception();
      }
      map.requireInside(target, newSize);
      if (target < UserMemory.LOWEST) {
        throw Errno.EPERM.exception();
      }
      map.unmap(target, newSize);
    }
    if (Long.compareUnsigned(oldSize, newSize) > 0) {
      map.unmap(address + newSize, oldSize - newSize);
      oldSize = newSize;
    }
    Mapping mapping = requireResizable();
    return move(mapping, request.fixed() ? request.target() : gap());
  }

  /** Returns the mapping, if it may have the new size. */
  private Mapping requireResizable() throws ErrnoException {
    Mapping mapping = map.at(address);
    if (mapping == null) {
      throw Errno.EFAULT.exception();
    }
    if (oldSize == 0 && !mapping.isShared()) {
      throw Errno.EINVAL.exception(); // Only what is shared can be mapped a second time.
    }
    if (oldSize < 0 || oldSize > mapping.end() - address) {
      throw Errno.EFAULT.exception(); // Only one mapping can grow, not several.
    }
    if (newSize < 0 || newSize > map.space().size()) {
      throw Errno.ENOMEM.exception();
    }
    return mapping;
  }

  private boolean growsInPlace(Mapping mapping) throws ErrnoException {
    long end = mapping.end();
    long growth = newSize - oldSize;
    if (end > map.top() || growth > map.top() - end || map.overlaps(end, growth)) {
      return false;
    }
    Mapping grown = mapping.at(mapping.start(), mapping.length() + growth);
    Mapping added = grown.part(end, end + growth);
    map.requireGrowth(added);
    map.place(added);
    return true;
  }

  private long gap() throws ErrnoException {
    return map.findGap(newSize).orElseThrow(() -> Errno.ENOMEM.exception());
  }

  private long move(Mapping mapping, long target) throws ErrnoException {
    Mapping moved = mapping.part(address, mapping.end()).at(target, newSize);
    boolean copies = request.keep() || oldSize == 0;
    if (copies || newSize > oldSize) {
      map.requireGrowth(copies ? moved : moved.part(target + oldSize, target + newSize));
    }
    map.place(moved);
    if (!mapping.isShared()) {
      map.moveContent(address, target, oldSize);
    }
    if (request.keep()) {
      Mapping left = mapping.part(address, address + oldSize);
      map.refill(left);
      map.flags(address, address + oldSize, 0, Mapping.LOCKED);
    } else if (oldSize > 0) {
      map.unmap(address, oldSize);
    }
    return target;
  }
}
