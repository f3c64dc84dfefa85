package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.CloneFlags;

/**
 * What clone and clone3 are asked for (clone(2)).
 *
 * @param flags {@code CLONE_…}, without the signal
 * @param exitSignal what the parent is sent at the end, or 0
 * @param stackPointer where the child's stack starts, or 0 to keep the parent's
 * @param threadPointer TPIDR_EL0 of the child, with CLONE_SETTLS
 * @param parentTid where the child's id is stored in the parent's memory, with CLONE_PARENT_SETTID
 * @param childTid where it is stored in the child's memory, with CLONE_CHILD_SETTID, and cleared at
 *     the end, with CLONE_CHILD_CLEARTID
 * @param pidFile where the descriptor of a file for the child is stored, with CLONE_PIDFD
 */
public record CloneRequest(
    long flags,
    int exitSignal,
    long stackPointer,
    long threadPointer,
    long parentTid,
    long childTid,
    long pidFile) {
  /** Returns whether a flag is set. */
  public boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** Returns whether a thread of the same process is wanted. */
  public boolean thread() {
    return has(CloneFlags.CLONE_THREAD);
  }
}
