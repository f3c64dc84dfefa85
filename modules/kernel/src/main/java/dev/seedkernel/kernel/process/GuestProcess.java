package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.signal.PendingSignals;
import dev.seedkernel.kernel.signal.SignalActions;
import dev.seedkernel.kernel.signal.SignalActions.Action;
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
  private final int pid;
  private final int depth;
  private final Map<Integer, GuestThread> threads = new LinkedHashMap<>();
  private final List<GuestProcess> children = new ArrayList<>();
  private final WaitQueue childEvents = new WaitQueue();
  private final WaitQueue signalEvents = new WaitQueue();
  private final PendingSignals pendingSignals = new PendingSignals();
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
  private @Nullable GuestThread vforkParent;
  private int leaderStatus;
  private int stopSignal;
  private @Nullable JobEvent jobEvent;

  /** A change that a parent may ask for (WUNTRACED, WCONTINUED). */
  public enum JobEvent {
    STOPPED,
    CONTINUED
  }

  /** Creates the first process. */
  GuestProcess(
      int pid,
      UserMemory memory,
      Descriptors descriptors,
      FileSystemContext context,
      PathWalker walker) {
    this.pid = pid;
    this.depth = 0;
    this.group = pid;
    this.session = pid;
    this.memory = memory;
    this.descriptors = descriptors;
    this.context = context;
    this.walker = walker;
    this.actions = new SignalActions();
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
   * @param original what it is a copy of
   * @param parent whose child it is: {@code original}, or with CLONE_PARENT the parent of that
   */
  GuestProcess(int pid, GuestProcess original, GuestProcess parent, Inheritance inheritance) {
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
    children.add(child);
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
  }

  /** Returns the status that the first thread has ended with: that of a process that runs out. */
  int leaderStatus() {
    return leaderStatus;
  }

  void leaderStatus(int status) {
    leaderStatus = status;
  }

  // What threads share

  public UserMemory memory() {
    return memory;
  }

  /** Takes over another memory and leaves the one it had, as execve does. */
  void replaceMemory(UserMemory newMemory) {
    newMemory.map().inheritLimits(memory.map());
    memory.release();
    memory = newMemory;
  }

  public Descriptors descriptors() {
    return descriptors;
  }

  /** Makes descriptors, working directory and signal actions its own, as execve does. */
  void unshare() {
    Descriptors own = descriptors.copy();
    descriptors.release();
    descriptors = own;
    actions = new SignalActions(actions);
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
    termination = how;
    state = ProcessState.ZOMBIE;
  }

  @Nullable GuestThread vforkParent() {
    return vforkParent;
  }

  void vforkParent(@Nullable GuestThread waiting) {
    vforkParent = waiting;
  }

  /** Frees everything but the entry in the table. */
  void releaseResources() {
    descriptors.release();
    context.release();
    memory.release();
  }
}
