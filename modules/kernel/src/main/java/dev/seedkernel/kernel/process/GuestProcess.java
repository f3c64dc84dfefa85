package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.kernel.abi.CloneFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.signal.PendingSignals;
import dev.seedkernel.kernel.signal.SignalActions;
import dev.seedkernel.kernel.signal.SignalActions.Action;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process: its identity, its family, and what its threads share. Linux calls it a thread group.
 */
public final class GuestProcess {
  /** The group and the session of the first process, until it makes its own. */
  private static final int NO_GROUP = 0;

  private final int pid;
  private final int depth;
  private final Map<Integer, GuestThread> threads = new LinkedHashMap<>();
  private final List<GuestProcess> children = new ArrayList<>();
  private final WaitQueue childEvents = new WaitQueue();
  private final WaitQueue signalEvents = new WaitQueue();
  private final PendingSignals pendingSignals = new PendingSignals();
  private final CpuTime cpuTime = new CpuTime();
  private final ProcessTimers timers;
  private final ResourceLimits limits;
  private int exitSignal = Signal.SIGCHLD.number();
  private int group;
  private int session;
  private SignalActions actions;
  private @Nullable GuestProcess parent;
  private UserMemory memory;
  private Descriptors descriptors;
  private FileSystemContext context;
  private String executable = "";
  private PathWalker walker;
  private List<String> environment = List.of();
  private ProcessState state = ProcessState.ALIVE;
  private @Nullable Termination termination;
  private int parentThread;
  private boolean subreaper;
  private boolean dumpable = true;
  private boolean refusesHugePages;
  private boolean executed;
  private String lastName = "";
  private ResourceUsage reapedChildren = ResourceUsage.NONE;
  private long maxResident;
  private int stopSignal;
  private @Nullable JobEvent jobEvent;

  /** A change that a parent may ask for (WUNTRACED, WCONTINUED). */
  public enum JobEvent {
    STOPPED,
    CONTINUED
  }

  /** Creates the first process. */
  GuestProcess(
      Machine machine,
      int pid,
      UserMemory memory,
      Descriptors descriptors,
      FileSystemContext context,
      PathWalker walker) {
    this.pid = pid;
    this.depth = 0;
    this.group = NO_GROUP;
    this.session = NO_GROUP;
    this.memory = memory;
    this.descriptors = descriptors;
    this.context = context;
    this.walker = walker;
    this.actions = new SignalActions();
    this.timers = new ProcessTimers(machine, this);
    this.limits = new ResourceLimits(machine.limits());
  }

  /** What a child gets, each either shared with its parent or a copy. */
  record Inheritance(
      UserMemory memory,
      Descriptors descriptors,
      FileSystemContext context,
      SignalActions actions) {}

  /**
   * Creates a child.
   *
   * @param machine that it is part of
   * @param original what it is a copy of
   * @param parent whose child it is: {@code original}, or with CLONE_PARENT the parent of that
   */
  GuestProcess(
      Machine machine,
      int pid,
      GuestProcess original,
      GuestProcess parent,
      Inheritance inheritance) {
    this.timers = new ProcessTimers(machine, this);
    this.limits = new ResourceLimits(original.limits);
    this.pid = pid;
    this.depth = parent.depth + 1;
    this.parent = parent;
    this.group = original.group;
    this.session = original.session;
    this.memory = inheritance.memory();
    this.descriptors = inheritance.descriptors();
    this.context = inheritance.context();
    this.actions = inheritance.actions();
    this.executable = original.executable;
    this.environment = original.environment;
    this.dumpable = original.dumpable;
    this.refusesHugePages = original.refusesHugePages;
    this.walker = original.walker;
    parent.children.add(this);
  }

  public int pid() {
    return pid;
  }

  /** Returns how many generations lie between /init and this process. */
  public int depth() {
    return depth;
  }

  // Family

  /** Returns the parent, or null for the first process. */
  public @Nullable GuestProcess parent() {
    return parent;
  }

  /** Returns the pid of the parent, 0 for the first process. */
  public int parentPid() {
    return parent == null ? 0 : parent.pid;
  }

  /** Returns the children that are not reaped yet, oldest first. */
  public List<GuestProcess> children() {
    return children;
  }

  void adopt(GuestProcess child) {
    child.parent = this;
    child.exitSignal = Signal.SIGCHLD.number();
    child.parentThread = mainThread().tid();
    children.add(child);
  }

  /** Returns the thread of the parent that it is the child of (wait4(2), __WNOTHREAD). */
  public int parentThread() {
    return parentThread;
  }

  void parentThread(int tid) {
    parentThread = tid;
  }

  /** Returns whether it adopts orphans among its descendants (PR_SET_CHILD_SUBREAPER). */
  public boolean isSubreaper() {
    return subreaper;
  }

  public void subreaper(boolean adopts) {
    subreaper = adopts;
  }

  /** Returns who waits for a child to change. */
  public WaitQueue childEvents() {
    return childEvents;
  }

  /** Returns who waits for a signal to be sent, without taking it (signalfd). */
  public WaitQueue signalEvents() {
    return signalEvents;
  }

  /** Returns the signal that the parent is sent at the end, or 0. */
  public int exitSignal() {
    return exitSignal;
  }

  void exitSignal(int signal) {
    exitSignal = signal;
  }

  /** Returns the process group. */
  public int group() {
    return group;
  }

  public void group(int newGroup) {
    group = newGroup;
  }

  public int session() {
    return session;
  }

  public void session(int newSession) {
    session = newSession;
  }

  // Time

  /** Returns how long its threads have had the processor. */
  public CpuTime cpuTime() {
    return cpuTime;
  }

  void worked(long inProgram, long inCalls) {
    cpuTime.addUser(inProgram);
    cpuTime.addSystem(inCalls);
  }

  /** Lets happen what is to happen after so much processor time. */
  public void checkWork(Machine machine) {
    if (timers.countWork()) {
      timers.check();
    }
    if (cpuTime.total() >= limits.nextWarning()) {
      Signal signal = limits.warn(cpuTime.total());
      machine.signals().send(this, SignalInfo.ofKernel(signal.number(), "for RLIMIT_CPU"));
    }
  }

  /** Returns what the process may use (getrlimit(2)). */
  public ResourceLimits limits() {
    return limits;
  }

  public ProcessTimers timers() {
    return timers;
  }

  // Threads

  /** Returns the threads that have not ended, oldest first. */
  public Collection<GuestThread> threads() {
    return Collections.unmodifiableCollection(threads.values());
  }

  /** Returns the oldest thread that has not ended; its leader, while that lives. */
  public GuestThread mainThread() {
    return threads.values().iterator().next();
  }

  void addThread(GuestThread thread) {
    threads.put(thread.tid(), thread);
  }

  void removeThread(GuestThread thread) {
    threads.remove(thread.tid());
    lastName = thread.settings().name();
  }

  /** Returns the name of its main thread, or what that was (/proc/PID/comm). */
  String name() {
    return threads.isEmpty() ? lastName : mainThread().settings().name();
  }

  // Resources

  /** Returns what all threads have used, those that have ended included. */
  public ResourceUsage usage() {
    return new ResourceUsage(cpuTime.user(), cpuTime.system(), maxResident());
  }

  /** Returns what the children that were waited for have used, with theirs. */
  public ResourceUsage childrenUsage() {
    return reapedChildren;
  }

  void addChild(ResourceUsage usage) {
    reapedChildren = reapedChildren.plus(usage);
  }

  /** Returns the bytes of memory that it has stored to at one time, at most, as far as was seen. */
  long maxResident() {
    if (state == ProcessState.ALIVE) {
      maxResident =
          Math.max(maxResident, (long) memory.space().touchedPages() * AddressSpace.PAGE_SIZE);
    }
    return maxResident;
  }

  // What threads share

  public UserMemory memory() {
    return memory;
  }

  /** Takes over another memory and leaves the one it had, as execve does. */
  void replaceMemory(UserMemory newMemory) {
    maxResident();
    newMemory.map().inheritLimits(memory.map());
    memory.release();
    memory = newMemory;
  }

  public Descriptors descriptors() {
    return descriptors;
  }

  /** Makes descriptors and signal actions its own, as execve does. */
  void unshare() {
    unshare(CloneFlags.CLONE_FILES);
    actions = new SignalActions(actions);
  }

  /** Makes what it may share with other processes its own: CLONE_FILES, CLONE_FS (unshare(2)). */
  public void unshare(long flags) {
    if ((flags & CloneFlags.CLONE_FILES) != 0) {
      Descriptors own = descriptors.copy();
      descriptors.release();
      descriptors = own;
    }
    if ((flags & CloneFlags.CLONE_FS) != 0) {
      FileSystemContext own = context.copy();
      context.release();
      context = own;
    }
  }

  FileSystemContext context() {
    return context;
  }

  public Directory workingDirectory() {
    return context.workingDirectory();
  }

  /** Changes the working directory, which stays in being as long as it is one. */
  public void workingDirectory(Directory directory) {
    context.workingDirectory(directory);
  }

  public int umask() {
    return context.umask();
  }

  public void umask(int newUmask) {
    context.umask(newUmask);
  }

  /** Returns whether it has called execve: its parent can no longer choose its group. */
  public boolean executed() {
    return executed;
  }

  void noteExecuted() {
    executed = true;
    dumpable = true;
  }

  public boolean isDumpable() {
    return dumpable;
  }

  public void dumpable(boolean value) {
    dumpable = value;
  }

  public boolean refusesHugePages() {
    return refusesHugePages;
  }

  public void refusesHugePages(boolean value) {
    refusesHugePages = value;
  }

  /** Changes the root directory, which stays in being as long as it is one (chroot). */
  public void rootDirectory(Directory directory) {
    context.rootDirectory(directory);
  }

  /** Returns what resolves paths for this process, with its root and its rights. */
  public PathWalker walker() {
    if (walker.root() != context.rootDirectory()) {
      walker = walker.as(context.rootDirectory(), walker.credentials()); // CLONE_FS shares it.
    }
    return walker;
  }

  public Credentials credentials() {
    return walker.credentials();
  }

  public void credentials(Credentials credentials) {
    walker = walker.as(context.rootDirectory(), credentials);
  }

  /** Returns the absolute path of the program that runs. */
  public String executable() {
    return executable;
  }

  void executable(String path) {
    executable = path;
  }

  /** Returns the environment that the program was started with. */
  List<String> environment() {
    return environment;
  }

  void environment(List<String> newEnvironment) {
    environment = newEnvironment;
  }

  // Signals

  public SignalActions actions() {
    return actions;
  }

  /** Returns what was sent to the process as a whole and waits. */
  public PendingSignals pendingSignals() {
    return pendingSignals;
  }

  /** Returns whether children that end are not to become zombies (wait(2), NOTES). */
  boolean ignoresChildren() {
    Action action = actions.get(Signal.SIGCHLD.number());
    return action.isIgnored() || action.has(Action.SA_NOCLDWAIT);
  }

  /** Returns whether a signal has stopped the process. */
  public boolean stopped() {
    return stopSignal != 0;
  }

  /** Returns the signal that has stopped the process, or 0. */
  public int stopSignal() {
    return stopSignal;
  }

  void stopSignal(int signal) {
    stopSignal = signal;
  }

  /** Returns what the parent has not asked for yet, or null. */
  public @Nullable JobEvent jobEvent() {
    return jobEvent;
  }

  public void jobEvent(@Nullable JobEvent event) {
    jobEvent = event;
  }

  // End

  public ProcessState state() {
    return state;
  }

  void state(ProcessState newState) {
    state = newState;
  }

  /** Returns how the process ended, or null while it lives. */
  public @Nullable Termination termination() {
    return termination;
  }

  void terminate(Termination how) {
    maxResident();
    termination = how;
    state = ProcessState.ZOMBIE;
  }

  /** Frees everything but the entry in the table. */
  void releaseResources() {
    descriptors.release();
    context.release();
    memory.release();
  }
}
