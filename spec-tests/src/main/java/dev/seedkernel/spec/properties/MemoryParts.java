package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Step;

/** Calls about memory. */
final class MemoryParts {
  static final int SHARED = 1;
  static final int PRIVATE = 2;
  static final int FIXED = 0x10;
  static final int ANONYMOUS = 0x20;
  static final int NOREPLACE = 0x10_0000;

  /** Addresses that nothing uses: between the arena and the record. */
  static final long FREE = 0x110_0000;

  private MemoryParts() {}

  static Step.Call mmap(Arg address, long length, long rights, long flags) {
    return mmap(address, length, rights, flags, Arg.of(-1), 0);
  }

  static Step.Call mmap(
      Arg address, long length, long rights, long flags, Arg descriptor, long offset) {
    return Calls.call(
        "mmap",
        222,
        address,
        Arg.of(length),
        Arg.of(rights),
        Arg.of(flags),
        descriptor,
        Arg.of(offset));
  }

  static Step.Call munmap(Arg address, long length) {
    return Calls.call("munmap", 215, address, Arg.of(length));
  }

  static Step.Call mprotect(Arg address, long length, long rights) {
    return Calls.call("mprotect", 226, address, Arg.of(length), Arg.of(rights));
  }
}
