package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PointerKeys;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.quota.Limit;
import java.util.List;
import java.util.function.Consumer;

/**
 * Birth, change and end of processes. Each is one transaction: it happens, or it throws and nothing
 * has happened.
 */
public final class Lifecycle {
  private static final int RANDOM_BYTES = 16;

  private final Machine machine;
  private final ProgramLoader loader;
  private Consumer<GuestProcess> killed = _ -> {};

  Lifecycle(Machine machine, ProgramLoader loader) {
    this.machine = machine;
    this.loader = loader;
  }

  /**
   * Starts the first process, with the console as descriptors 0, 1 and 2.
   *
   * @throws LoadException if the program cannot be run
   */
  public GuestProcess startInit(ExecImage image, SpecialFile console, Directory workingDirectory)
      throws LoadException, ErrnoException {
    ProgramLoader.Program program =
        loader.load(machine.walker(), workingDirectory, image, random());
    Descriptors descriptors = new Descriptors((int) machine.limits().get(Limit.OPEN_FILES));
    for (int fd = 0; fd <= 2; fd++) {
      Console.Stream stream = fd == 2 ? Console.Stream.ERROR : Console.Stream.OUTPUT;
      OpenFile file = machine.devices().open(console, "/dev/console", OpenFlags.O_RDWR, stream);
      descriptors.add(file, fd, false);
    }
    workingDirectory.opened();
    GuestProcess init =
        machine
            .processes()
            .addInit(pid ->
                new GuestProcess(
                    pid, program.memory(), machine.features(), descriptors, workingDirectory));
    start(init, program, image.environment());
    return init;
  }

  /**
   * Makes a child that is a copy of its parent (clone with SIGCHLD).
   *
   * @param shareMemory whether it runs in its parent's memory (CLONE_VM)
   * @param vfork whether the parent waits until the child has exec'd or ended (CLONE_VFORK)
   * @throws ErrnoException EAGAIN at a limit, ENOMEM
   */
  public GuestProcess fork(GuestProcess parent, boolean shareMemory, boolean vfork)
      throws ErrnoException {
    ProcessTable table = machine.processes();
    table.reserveChild(parent);
    UserMemory memory;
    try {
      memory = shareMemory ? parent.memory().share() : parent.memory().fork();
    } catch (ErrnoException e) {
      table.cancelChild();
      throw e;
    }
    GuestProcess child =
        table.addChild(pid -> new GuestProcess(pid, parent, memory, parent.descriptors().copy()));
    child.cpu().copyRegisters(parent.cpu());
    connect(child.cpu());
    if (vfork) {
      child.vforkParent(parent);
      parent.waitingForVfork(true);
    }
    return child;
  }

  /**
   * Replaces the program of a process (execve).
   *
   * @throws LoadException if the program cannot be run; then the process is as it was
   */
  public void exec(GuestProcess process, ExecImage image) throws LoadException {
    ProgramLoader.Program program =
        loader.load(process.walker(), process.workingDirectory(), image, random());
    process.replaceMemory(program.memory());
    process.descriptors().closeForExec();
    process.resetSignalHandlers();
    start(process, program, image.environment());
    machine.processes().releaseVfork(process);
  }

  /**
   * Starts a program as a child: fork and execve in one, without a copy of the parent's memory. The
   * child has the environment that its parent was started with.
   *
   * @throws LoadException if the program cannot be run
   * @throws ErrnoException EAGAIN at a limit
   */
  public GuestProcess spawn(GuestProcess parent, String path, List<String> arguments)
      throws LoadException, ErrnoException {
    ExecImage image = new ExecImage(path, arguments, parent.environment());
    ProcessTable table = machine.processes();
    table.reserveChild(parent);
    ProgramLoader.Program program;
    try {
      program = loader.load(parent.walker(), parent.workingDirectory(), image, random());
    } catch (LoadException e) {
      table.cancelChild();
      throw e;
    }
    GuestProcess child =
        table.addChild(
            pid -> new GuestProcess(pid, parent, program.memory(), parent.descriptors().copy()));
    child.descriptors().closeForExec();
    child.resetSignalHandlers();
    start(child, program, image.environment());
    return child;
  }

  private void start(
      GuestProcess process, ProgramLoader.Program program, List<String> environment) {
    process.executable(program.executable());
    process.credentials(program.credentials());
    process.environment(environment);
    process.cpu().reset();
    process.cpu().pc(program.entry());
    process.cpu().sp(program.stackPointer());
    process.cpu().pointerKeys(PointerKeys.generate(machine::processorRandom));
    connect(process.cpu());
  }

  /** Gives a processor its sources of time and of random numbers. */
  private void connect(Cpu cpu) {
    cpu.counter(() -> machine.clock().uptime());
    cpu.random(machine::processorRandom);
  }

  /** Ends a process that has called exit. */
  public void exit(GuestProcess process, int status) {
    machine.processes().end(process, new Termination.Exited(status & 0xff));
  }

  /**
   * Ends a process by the default action of a signal.
   *
   * @param reason what raised it, in half a sentence
   */
  public void kill(GuestProcess process, int signal, String reason) {
    if (process.termination() == null) {
      machine.processes().end(process, new Termination.Killed(signal, reason));
      killed.accept(process);
    }
  }

  /** Ends a process that needs a page which the limit of memory does not allow. */
  public void killForMemory(GuestProcess process, MemoryFault fault) {
    kill(
        process,
        Signal.SIGKILL.number(),
        "the limit %s=%d is used up, %s at 0x%x"
            .formatted(
                Limit.MEMORY.title(),
                machine.limits().get(Limit.MEMORY),
                fault.access(),
                fault.address()));
  }

  /** Registers who is told of each process that a signal has ended; replaces who was before. */
  public void whenKilled(Consumer<GuestProcess> observer) {
    killed = observer;
  }

  /** Frees all that the processes hold: the machine stops. */
  public void shutDown() {
    for (GuestProcess process : machine.processes().all()) {
      machine.processes().discard(process);
    }
  }

  private byte[] random() {
    return machine.devices().random().bytes(RANDOM_BYTES);
  }
}
