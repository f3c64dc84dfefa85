package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PointerKeys;
import dev.seedkernel.kernel.abi.CloneFlags;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.signal.SignalActions;
import java.util.List;

/**
 * Birth and change of processes and threads. Each is one transaction: it happens, or it throws and
 * nothing has happened. {@link Endings} has their ends.
 */
public final class Lifecycle {
  private static final int RANDOM_BYTES = 16;

  private final Machine machine;
  private final ProgramLoader loader;

  Lifecycle(Machine machine, ProgramLoader loader) {
    this.machine = machine;
    this.loader = loader;
  }

  /**
   * Starts the first process, with the console as descriptors 0, 1 and 2.
   *
   * @throws LoadException if the program cannot be run
   */
  public void startInit(ExecImage image, SpecialFile console, Directory workingDirectory)
      throws LoadException, ErrnoException {
    ProgramLoader.Program program =
        loader.load(machine.walker(), workingDirectory, image, random());
    Descriptors descriptors = new Descriptors((int) machine.limits().get(Limit.OPEN_FILES));
    for (int fd = 0; fd <= 2; fd++) {
      Console.Stream stream = fd == 2 ? Console.Stream.ERROR : Console.Stream.OUTPUT;
      OpenFile file = machine.devices().open(console, "/dev/console", OpenFlags.O_RDWR, stream);
      descriptors.add(file, fd, false);
    }
    GuestProcess init =
        new GuestProcess(
            machine,
            machine.processes().takeId(),
            program.memory(),
            descriptors,
            new FileSystemContext(machine.fileSystem().root(), workingDirectory),
            machine.walker());
    machine.processes().add(init);
    start(addThread(init, init.pid()), program, image);
  }

  /**
   * Makes a child process or a thread.
   *
   * @throws ErrnoException EAGAIN at a limit, ENOMEM
   */
  public GuestThread clone(GuestThread parent, CloneRequest request) throws ErrnoException {
    ProcessTable table = machine.processes();
    GuestProcess process = parent.process();
    GuestThread child;
    if (request.thread()) {
      child = newThread(process, table.takeId());
    } else {
      table.requireDepth(process);
      int pid = table.takeId();
      try {
        child = newThread(copy(process, pid, request), pid);
      } catch (ErrnoException e) {
        table.giveBackId(pid);
        throw e;
      }
    }
    child.cpu().copyRegisters(parent.cpu());
    child.signalMask(parent.signalMask());
    child.inherit(parent.settings());
    if (!request.thread()) {
      boolean sibling = request.has(CloneFlags.CLONE_PARENT);
      child.process().parentThread(sibling ? process.parentThread() : parent.tid());
    }
    boolean sharesStack = request.has(CloneFlags.CLONE_VM) && !request.has(CloneFlags.CLONE_VFORK);
    child.signalStack(sharesStack ? SignalStack.NONE : parent.signalStack());
    if (request.has(CloneFlags.CLONE_CHILD_CLEARTID)) {
      child.clearChildTid(request.childTid());
    }
    if (request.has(CloneFlags.CLONE_VFORK)) {
      child.vforkParent(parent);
    }
    table.add(child);
    machine.scheduler().start(child);
    return child;
  }

  private GuestProcess copy(GuestProcess process, int pid, CloneRequest request)
      throws ErrnoException {
    // Memory first: it is all that can fail.
    UserMemory memory =
        request.has(CloneFlags.CLONE_VM) ? process.memory().share() : process.memory().fork();
    Descriptors descriptors = process.descriptors();
    FileSystemContext context = process.context();
    SignalActions actions = process.actions();
    GuestProcess.Inheritance inheritance =
        new GuestProcess.Inheritance(
            memory,
            request.has(CloneFlags.CLONE_FILES) ? descriptors.share() : descriptors.copy(),
            request.has(CloneFlags.CLONE_FS) ? context.share() : context.copy(),
            request.has(CloneFlags.CLONE_SIGHAND) ? actions : new SignalActions(actions));
    GuestProcess parent = process;
    if (request.has(CloneFlags.CLONE_PARENT) && process.parent() != null) {
      parent = process.parent();
    }
    GuestProcess child = new GuestProcess(machine, pid, process, parent, inheritance);
    if (request.has(CloneFlags.CLONE_CLEAR_SIGHAND)) {
      child.actions().clear();
    }
    // A sibling tells the common parent in the same way.
    child.exitSignal(parent == process ? request.exitSignal() : process.exitSignal());
    machine.processes().add(child);
    return child;
  }

  private GuestThread newThread(GuestProcess process, int tid) {
    Cpu cpu = new Cpu(process.memory().space(), machine.features());
    GuestThread thread = new GuestThread(tid, process, machine.scheduler(), cpu);
    thread.connect(() -> machine.clock().uptime(), machine::processorRandom);
    return thread;
  }

  private GuestThread addThread(GuestProcess process, int tid) {
    GuestThread thread = newThread(process, tid);
    machine.processes().add(thread);
    machine.scheduler().start(thread);
    return thread;
  }

  /**
   * Replaces the program of a process (execve). All other threads of it end.
   *
   * @throws LoadException if the program cannot be run; then the process is as it was
   */
  public void exec(GuestThread thread, ExecImage image) throws LoadException {
    GuestProcess process = thread.process();
    ProgramLoader.Program program =
        loader.load(process.walker(), process.workingDirectory(), image, random());
    machine.endings().endOtherThreads(thread);
    machine.processes().makeLeader(thread);
    process.replaceMemory(program.memory());
    thread.cpu().memory(program.memory().space());
    process.unshare();
    process.descriptors().closeForExec();
    process.actions().resetHandlers();
    process.timers().deleteAll();
    start(thread, program, image);
    machine.endings().releaseVfork(thread);
  }

  /**
   * Starts a program as a child: fork and execve in one, without a copy of the parent's memory. The
   * child has the environment that its parent was started with.
   *
   * @return its pid
   * @throws LoadException if the program cannot be run
   * @throws ErrnoException EAGAIN at a limit
   */
  public int spawn(GuestThread parent, String path, List<String> arguments)
      throws LoadException, ErrnoException {
    GuestProcess process = parent.process();
    ExecImage image = new ExecImage(path, arguments, process.environment());
    ProcessTable table = machine.processes();
    table.requireDepth(process);
    int pid = table.takeId();
    ProgramLoader.Program program;
    try {
      program = loader.load(process.walker(), process.workingDirectory(), image, random());
    } catch (LoadException e) {
      table.giveBackId(pid);
      throw e;
    }
    GuestProcess.Inheritance inheritance =
        new GuestProcess.Inheritance(
            program.memory(),
            process.descriptors().copy(),
            process.context().copy(),
            new SignalActions(process.actions()));
    GuestProcess child = new GuestProcess(machine, pid, process, process, inheritance);
    table.add(child);
    child.descriptors().closeForExec();
    child.actions().resetHandlers();
    GuestThread thread = addThread(child, pid);
    thread.signalMask(parent.signalMask());
    thread.inherit(parent.settings());
    child.parentThread(parent.tid());
    start(thread, program, image);
    return pid;
  }

  private void start(GuestThread thread, ProgramLoader.Program program, ExecImage image) {
    GuestProcess process = thread.process();
    process.executable(program.executable());
    process.noteExecuted();
    thread.settings().executed(image.path());
    process.credentials(program.credentials());
    process.environment(image.environment());
    process.exitSignal(Signal.SIGCHLD.number());
    thread.signalStack(SignalStack.NONE);
    thread.clearChildTid(0);
    thread.robustList(0);
    thread.cpu().reset();
    thread.cpu().pc(program.entry());
    thread.cpu().sp(program.stackPointer());
    thread.cpu().pointerKeys(PointerKeys.generate(machine::processorRandom));
  }

  /**
   * Gives a thread new keys of pointer authentication (PR_PAC_RESET_KEYS).
   *
   * @param chosen bits of PR_PAC_APIAKEY to PR_PAC_APGAKEY, or 0 for all
   */
  public void resetPointerKeys(GuestThread thread, long chosen) {
    long keys = chosen == 0 ? -1 : chosen;
    PointerKeys old = thread.cpu().pointerKeys();
    PointerKeys fresh = PointerKeys.generate(machine::processorRandom);
    thread
        .cpu()
        .pointerKeys(
            new PointerKeys(
                (keys & 1) != 0 ? fresh.instructionA() : old.instructionA(),
                (keys & 2) != 0 ? fresh.instructionB() : old.instructionB(),
                (keys & 4) != 0 ? fresh.dataA() : old.dataA(),
                (keys & 8) != 0 ? fresh.dataB() : old.dataB(),
                (keys & 16) != 0 ? fresh.generic() : old.generic()));
  }

  /** Stores a thread's id where that is possible: the thread is there, so there is no error. */
  public static void storeTid(UserMemory memory, long address, int tid) {
    if (memory.space().accessible(address, Integer.BYTES, MemoryFault.Access.STORE)
        == Integer.BYTES) {
      memory.writeInt(address, tid);
    }
  }

  private byte[] random() {
    return machine.devices().random().bytes(RANDOM_BYTES);
  }
}
