package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.ErrnoException;

/** What a system call does. */
@FunctionalInterface
interface Handler {
  /**
   * Answers a call.
   *
   * @return the result, not negative where that would be an error number
   * @throws ErrnoException the error that the call gives
   * @throws dev.seedkernel.aarch64.MemoryFault becomes EFAULT
   */
  long call(Call call) throws ErrnoException;
}
