package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.OpenPidFile;
import dev.seedkernel.kernel.process.ProcessState;
import dev.seedkernel.kernel.signal.SignalInfo;

/** Calls about files that stand for processes. */
final class PidFileCalls {
  private PidFileCalls() {}

  static void define(Rows rows) {
    rows.supported(
        424,
        "pidfd_send_signal",
        "pidfd:fd sig:signal info:pointer flags:hex",
        PidFileCalls::sendSignal);
    rows.supported(434, "pidfd_open", "pid:int flags:hex", PidFileCalls::open);
  }

  /** Returns the open process of a descriptor; EBADF if it is none. */
  static OpenPidFile file(Call call, int fd) throws ErrnoException {
    if (call.descriptors().get(fd) instanceof OpenPidFile file) {
      return file;
    }
    throw Errno.EBADF.exception();
  }

  private static long open(Call call) throws ErrnoException {
    int pid = call.intArgument(0);
    int flags = call.intArgument(1);
    if ((flags & ~OpenFlags.O_NONBLOCK) != 0 || pid <= 0) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess process = call.machine().processes().find(pid);
    if (process == null) {
      boolean thread = call.machine().processes().findThread(pid) != null;
      throw (thread ? Errno.EINVAL : Errno.ESRCH).exception();
    }
    return OpenPidFile.open(call.machine().fileSystem(), call.descriptors(), process, flags);
  }

  private static long sendSignal(Call call) throws ErrnoException {
    if (call.intArgument(3) != 0) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess process = file(call, call.intArgument(0)).process();
    int signal = call.intArgument(1);
    SignalInfo info;
    if (call.argument(2) == 0) {
      info = SignalInfo.sent(signal, SignalInfo.SI_USER, call.process().pid(), 0);
    } else {
      if (call.memory().readInt(call.argument(2)) != signal) {
        throw Errno.EINVAL.exception();
      }
      info = SignalCalls.queued(call, signal, call.argument(2), process.pid());
    }
    if (signal < 0 || signal > Signal.LAST) {
      throw Errno.EINVAL.exception();
    }
    if (process.state() == ProcessState.REAPED) {
      throw Errno.ESRCH.exception();
    }
    if (signal != 0 && !call.machine().signals().send(process, info)) {
      throw Errno.EAGAIN.exception();
    }
    return 0;
  }
}
