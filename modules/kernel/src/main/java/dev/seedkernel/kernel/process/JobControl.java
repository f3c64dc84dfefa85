package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Process groups, as shells use them for jobs (setpgid(2), POSIX "job control"). */
public final class JobControl {
  private final Machine machine;

  JobControl(Machine machine) {
    this.machine = machine;
  }

  /** Returns the members of a group, zombies included. */
  public List<GuestProcess> members(int group) {
    Collection<GuestProcess> all = machine.processes().all();
    return all.stream().filter(process -> process.group() == group).toList();
  }

  /**
   * Returns whether nobody is left who could continue a group that is stopped: no member has a
   * parent in another group of the same session. /init counts for nobody's parent.
   *
   * @param ignored a member that is about to end, or null
   */
  boolean isOrphaned(int group, @Nullable GuestProcess ignored) {
    for (GuestProcess member : members(group)) {
      GuestProcess parent = member.parent();
      if (member != ignored
          && member.termination() == null
          && parent != null
          && parent.pid() != ProcessTable.INIT_PID
          && parent.group() != group
          && parent.session() == member.session()) {
        return false;
      }
    }
    return true;
  }

  /** Hangs up the stopped group of a process that ends, if that leaves it orphaned. */
  void memberEnds(GuestProcess process) {
    GuestProcess parent = process.parent();
    if (parent != null) {
      hangUp(process, parent, process);
    }
  }

  /** Hangs up the stopped group of a child whose parent ends, if that leaves it orphaned. */
  void parentEnds(GuestProcess child, GuestProcess parent) {
    hangUp(child, parent, null);
  }

  private void hangUp(GuestProcess member, GuestProcess parent, @Nullable GuestProcess ignored) {
    int group = member.group();
    if (parent.group() == group
        || parent.session() != member.session()
        || members(group).stream().noneMatch(GuestProcess::stopped)
        || !isOrphaned(group, ignored)) {
      return;
    }
    for (Signal signal : List.of(Signal.SIGHUP, Signal.SIGCONT)) {
      SignalInfo info = SignalInfo.ofKernel(signal.number(), "its process group is orphaned");
      members(group).forEach(process -> machine.signals().send(process, info));
    }
  }
}
