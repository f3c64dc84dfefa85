package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.process.Descriptors;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.UserMemory;

/** One system call that a process makes: who makes it, and its six arguments. */
final class Call {
  /** What a handler returns when the process waits: the call is made again when it is woken. */
  static final long BLOCKED = Long.MIN_VALUE;

  /** What a handler returns when the registers are as they should be already. */
  static final long NO_RESULT = Long.MIN_VALUE + 1;

  private final Machine machine;
  private final GuestProcess process;

  Call(Machine machine, GuestProcess process) {
    this.machine = machine;
    this.process = process;
  }

  Machine machine() {
    return machine;
  }

  GuestProcess process() {
    return process;
  }

  UserMemory memory() {
    return process.memory();
  }

  Descriptors descriptors() {
    return process.descriptors();
  }

  /** Returns an argument from 0 to 5. */
  long argument(int index) {
    return process.cpu().x(index);
  }

  /** Returns an argument whose type has 32 bits: the upper ones are ignored. */
  int intArgument(int index) {
    return process.cpu().w(index);
  }

  /** Makes the process wait; a handler returns what this returns. */
  long block() {
    machine.processes().block(process);
    return BLOCKED;
  }
}
