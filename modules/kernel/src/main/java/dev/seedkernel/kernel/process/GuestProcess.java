package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Directory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process: its identity, its memory, its descriptors, and where it stands. */
public final class GuestProcess {
  /** Default file mode creation mask. */
  private static final int UMASK = 022;

  private static final long SIG_IGN = 1;
  private static final long SA_NOCLDWAIT = 2;

  private final int pid;
  private final int depth;
  private final Cpu cpu;
  private final List<GuestProcess> children = new ArrayList<>();
  private final long[] signalActions;
  private @Nullable GuestProcess parent;
  private UserMemory memory;
  private Descriptors descriptors;
  private Directory workingDirectory;
  private String executable;
  private List<String> environment = List.of();
  private int umask;
  private long signalMask;
  private ProcessState state = ProcessState.RUNNABLE;
  private @Nullable Termination termination;
  private @Nullable GuestProcess vforkParent;
  private boolean waitingForVfork;
  private boolean retryingCall;

  /** Creates the first process. */
  GuestProcess(
      int pid,
      UserMemory memory,
      FeatureSet features,
      Descriptors descriptors,
      Directory workingDirectory) {
    this.pid = pid;
    this.depth = 0;
    this.cpu = new Cpu(memory.space(), features);
    this.memory = memory;
    this.descriptors = descriptors;
    this.workingDirectory = workingDirectory;
    this.executable = "";
    this.umask = UMASK;
    // Each action is kept as the four words of struct sigaction: handler, flags, restorer, mask.
    this.signalActions = new long[4 * (Signal.LAST + 1)];
  }

  /** Creates a child that has its parent's directory, mask and signal actions. */
  GuestProcess(int pid, GuestProcess parent, UserMemory memory, Descriptors descriptors) {
    this.pid = pid;
    this.depth = parent.depth + 1;
    this.parent = parent;
    this.cpu = new Cpu(memory.space(), parent.cpu.features());
    this.memory = memory;
    this.descriptors = descriptors;
    this.workingDirectory = parent.workingDirectory;
    this.workingDirectory.opened();
    this.executable = parent.executable;
    this.environment = parent.environment;
    this.umask = parent.umask;
    this.signalMask = parent.signalMask;
    this.signalActions = parent.signalActions.clone();
    parent.children.add(this);
  }

  public int pid() {
    return pid;
  }

  /** Returns how many generations lie between /init and this process. */
  public int depth() {
    return depth;
  }

  public Cpu cpu() {
    return cpu;
  }

  public UserMemory memory() {
    return memory;
  }

  /** Takes over another memory and leaves the one it had, as execve does. */
  void replaceMemory(UserMemory newMemory) {
    newMemory.map().inheritLimits(memory.map());
    memory.release();
    memory = newMemory;
    cpu.memory(newMemory.space());
  }

  public Descriptors descriptors() {
    return descriptors;
  }

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
    children.add(child);
  }

  public Directory workingDirectory() {
    return workingDirectory;
  }

  /** Changes the working directory, which stays in being as long as it is one. */
  public void workingDirectory(Directory directory) {
    directory.opened();
    workingDirectory.released();
    workingDirectory = directory;
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

  public int umask() {
    return umask;
  }

  public void umask(int newUmask) {
    umask = newUmask & 0777;
  }

  /** Returns word 0 to 3 of the action of a signal: handler, flags, restorer, mask. */
  public long signalAction(int signal, int word) {
    return signalActions[4 * signal + word];
  }

  public void signalAction(int signal, int word, long value) {
    signalActions[4 * signal + word] = value;
  }

  /** Returns whether children that end are not to become zombies (wait(2), NOTES). */
  boolean ignoresChildren() {
    int signal = Signal.SIGCHLD.number();
    return signalAction(signal, 0) == SIG_IGN || (signalAction(signal, 1) & SA_NOCLDWAIT) != 0;
  }

  /** Resets handlers to the default and leaves what is ignored ignored, as execve does. */
  void resetSignalHandlers() {
    for (int signal = 1; signal <= Signal.LAST; signal++) {
      if (signalAction(signal, 0) != SIG_IGN) {
        for (int word = 0; word < 4; word++) {
          signalAction(signal, word, 0);
        }
      }
    }
  }

  /** Returns the blocked signals: bit n - 1 for signal n. */
  public long signalMask() {
    return signalMask;
  }

  public void signalMask(long mask) {
    signalMask = mask;
  }

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

  @Nullable GuestProcess vforkParent() {
    return vforkParent;
  }

  void vforkParent(@Nullable GuestProcess waiting) {
    vforkParent = waiting;
  }

  /** Returns whether this process waits for a child of vfork to exec or exit. */
  public boolean waitingForVfork() {
    return waitingForVfork;
  }

  void waitingForVfork(boolean waiting) {
    waitingForVfork = waiting;
  }

  /** Returns whether the process is inside a system call that is to be tried again. */
  boolean retryingCall() {
    return retryingCall;
  }

  void retryingCall(boolean retrying) {
    retryingCall = retrying;
  }

  /** Frees everything but the entry in the table. */
  void releaseResources() {
    descriptors.closeAll();
    workingDirectory.released();
    memory.release();
  }
}
