package dev.seedkernel.kernel.process;

/**
 * What a thread has said about itself by prctl and the sched_ calls: most of it is kept and changes
 * nothing here. A child gets a copy.
 */
public final class ThreadSettings {
  /** Bytes of a name, without the NUL (TASK_COMM_LEN). */
  public static final int NAME_LENGTH = 15;

  /** Nanoseconds by which timers may come late (PR_SET_TIMERSLACK), where nothing was said. */
  private static final long TIMER_SLACK = 50_000;

  private String name;
  private long timerSlack;
  private long defaultTimerSlack;
  private int parentDeathSignal;
  private boolean noNewPrivileges;
  private boolean keepsCapabilities;
  private boolean taggedAddresses;
  private int policy;
  private int nice;
  private int ioPriority;
  private int personality;

  ThreadSettings() {
    name = "";
    timerSlack = TIMER_SLACK;
    defaultTimerSlack = TIMER_SLACK;
  }

  /** Creates what a child inherits. */
  ThreadSettings(ThreadSettings parent) {
    name = parent.name;
    timerSlack = parent.timerSlack;
    defaultTimerSlack = parent.timerSlack;
    noNewPrivileges = parent.noNewPrivileges;
    keepsCapabilities = parent.keepsCapabilities;
    taggedAddresses = parent.taggedAddresses;
    policy = parent.policy;
    nice = parent.nice;
    ioPriority = parent.ioPriority;
    personality = parent.personality;
  }

  /** Resets what execve resets. */
  void executed(String path) {
    name(path.substring(path.lastIndexOf('/') + 1));
    keepsCapabilities = false;
    taggedAddresses = false;
  }

  /** Returns the name of the thread: at first that of its program. */
  public String name() {
    return name;
  }

  /** Sets the name, of which the first {@value #NAME_LENGTH} bytes are kept. */
  public void name(String newName) {
    name = newName.substring(0, Math.min(NAME_LENGTH, newName.length()));
  }

  public long timerSlack() {
    return timerSlack;
  }

  /** Sets the slack of timers; 0 or less stands for what the thread started with. */
  public void timerSlack(long nanoseconds) {
    timerSlack = nanoseconds <= 0 ? defaultTimerSlack : nanoseconds;
  }

  /** Returns the signal that the thread is sent when its parent ends, or 0. */
  public int parentDeathSignal() {
    return parentDeathSignal;
  }

  public void parentDeathSignal(int signal) {
    parentDeathSignal = signal;
  }

  public boolean noNewPrivileges() {
    return noNewPrivileges;
  }

  /** Sets what cannot be taken back (PR_SET_NO_NEW_PRIVS). */
  public void forbidNewPrivileges() {
    noNewPrivileges = true;
  }

  public boolean keepsCapabilities() {
    return keepsCapabilities;
  }

  public void keepsCapabilities(boolean keeps) {
    keepsCapabilities = keeps;
  }

  public boolean taggedAddresses() {
    return taggedAddresses;
  }

  public void taggedAddresses(boolean accepted) {
    taggedAddresses = accepted;
  }

  /** Returns the scheduling policy: SCHED_OTHER, SCHED_BATCH or SCHED_IDLE. */
  public int policy() {
    return policy;
  }

  public void policy(int newPolicy) {
    policy = newPolicy;
  }

  /** Returns the nice value, -20 to 19. */
  public int nice() {
    return nice;
  }

  public void nice(int value) {
    nice = Math.clamp(value, -20, 19);
  }

  public int ioPriority() {
    return ioPriority;
  }

  public void ioPriority(int value) {
    ioPriority = value;
  }

  public int personality() {
    return personality;
  }

  public void personality(int value) {
    personality = value;
  }
}
