package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.ProcessTable;
import java.util.List;

/** Calls about process groups and sessions (setpgid(2), setsid(2), credentials(7)). */
final class GroupCalls {
  private GroupCalls() {}

  static void define(Rows rows) {
    rows.supported(154, "setpgid", "pid:int pgid:int", GroupCalls::setpgid);
    rows.supported(155, "getpgid", "pid:int", call -> process(call, 0).group());
    rows.supported(156, "getsid", "pid:int", call -> process(call, 0).session());
    rows.supported(157, "setsid", "", GroupCalls::setsid);
  }

  /** Returns the process of an argument: the caller's for 0; ESRCH if there is none. */
  static GuestProcess process(Call call, int argument) throws ErrnoException {
    int pid = call.intArgument(argument);
    if (pid == 0) {
      return call.process();
    }
    ProcessTable table = call.machine().processes();
    GuestProcess process = table.find(pid);
    if (process != null) {
      return process;
    }
    GuestThread thread = table.findThread(pid);
    if (thread == null) {
      throw Errno.ESRCH.exception();
    }
    return thread.process();
  }

  private static long setpgid(Call call) throws ErrnoException {
    GuestProcess caller = call.process();
    int pid = call.intArgument(0) == 0 ? caller.pid() : call.intArgument(0);
    int group = call.intArgument(1) == 0 ? pid : call.intArgument(1);
    if (group < 0) {
      throw Errno.EINVAL.exception();
    }
    GuestProcess process = call.machine().processes().find(pid);
    if (process == null) {
      boolean thread = call.machine().processes().findThread(pid) != null;
      throw (thread ? Errno.EINVAL : Errno.ESRCH).exception();
    }
    if (process.parent() == caller) {
      if (process.session() != caller.session()) {
        throw Errno.EPERM.exception();
      }
      if (process.executed()) {
        throw Errno.EACCES.exception();
      }
    } else if (process != caller) {
      throw Errno.ESRCH.exception();
    }
    List<GuestProcess> members = call.machine().jobs().members(group);
    boolean strange =
        group != pid && members.stream().noneMatch(m -> m.session() == caller.session());
    if (process.session() == pid || strange) {
      throw Errno.EPERM.exception();
    }
    process.group(group);
    return 0;
  }

  private static long setsid(Call call) throws ErrnoException {
    GuestProcess process = call.process();
    if (!call.machine().jobs().members(process.pid()).isEmpty()) {
      throw Errno.EPERM.exception();
    }
    process.group(process.pid());
    process.session(process.pid());
    return process.pid();
  }
}
