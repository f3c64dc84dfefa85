package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.SystemIdentity;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Devices;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Mounts;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RandomBytes;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import dev.seedkernel.kernel.socket.Message;
import dev.seedkernel.kernel.socket.Network;
import dev.seedkernel.kernel.time.Clock;
import dev.seedkernel.kernel.time.SettableClock;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.util.SplittableRandom;

/** What all processes of a machine share. */
public final class Machine {
  /** The same bytes for every run: any constant would do. */
  private static final long RANDOM_SEED = 0x5EED;

  private final Limits limits;
  private final SettableClock clock;
  private final Timers timers = new Timers();
  private final FileSystem fileSystem;
  private final Mounts mounts;
  private final PathWalker walker;
  private final Devices devices;
  private final Quota memory;
  private final Network network;
  private final FileSystem sharedMemory;
  private final ProcessTable processes;
  private final Scheduler scheduler = new Scheduler(timers);
  private final Lifecycle lifecycle;
  private final Endings endings = new Endings(this);
  private final Signals signals = new Signals(this);
  private final WaitQueue dateChanges = new WaitQueue();
  private String hostName = SystemIdentity.NODE;
  private String domainName = SystemIdentity.DOMAIN;
  private final JobControl jobs = new JobControl(this);
  private final Futexes futexes = new Futexes();
  private final FeatureSet features;
  private String commandLine = "";

  /** Of its own, so that what programs read from devices does not depend on the processor. */
  private final SplittableRandom processorRandom = new SplittableRandom(RANDOM_SEED);

  /**
   * Creates a machine without files and processes.
   *
   * @param features what the processor has
   * @param clock where its time comes from
   */
  public Machine(Limits limits, Console console, FeatureSet features, Clock clock) {
    this.limits = limits;
    this.features = features;
    this.clock = new SettableClock(clock);
    this.fileSystem = new FileSystem(limits, this.clock);
    this.mounts = new Mounts(fileSystem);
    this.walker = new PathWalker(fileSystem.root(), mounts);
    this.devices = new Devices(console, new RandomBytes(RANDOM_SEED));
    this.memory = new Quota(Limit.MEMORY, limits);
    this.network =
        new Network(
            memory,
            () -> fileSystem.newAnonymous(FileMode.S_IFSOCK | 0777, Credentials.ROOT),
            this::caller);
    this.sharedMemory = FileSystem.ofSharedMemory(limits, clock, memory);
    this.processes = new ProcessTable(limits);
    this.lifecycle = new Lifecycle(this, new ProgramLoader(limits, pageAccount(), features));
  }

  /** Returns whose call is answered, as messages of sockets tell it. */
  private Message.Sender caller() {
    GuestThread thread = scheduler.next();
    if (thread == null) {
      return Message.Sender.NONE;
    }
    Credentials credentials = thread.process().credentials();
    return new Message.Sender(
        thread.process().pid(), credentials.user().effective(), credentials.group().effective());
  }

  private PageAccount pageAccount() {
    return new PageAccount() {
      @Override
      public boolean charge(long pages) {
        return memory.tryTake(pages * AddressSpace.PAGE_SIZE);
      }

      @Override
      public void release(long pages) {
        memory.giveBack(pages * AddressSpace.PAGE_SIZE);
      }
    };
  }

  public Limits limits() {
    return limits;
  }

  /** Returns what the processor has. */
  public FeatureSet features() {
    return features;
  }

  /** Returns the next number for keys of pointer authentication and for RNDR. */
  long processorRandom() {
    return processorRandom.nextLong();
  }

  /** Returns what the boot loader gave as arguments, in one line; empty without a boot loader. */
  public String commandLine() {
    return commandLine;
  }

  public void commandLine(String newCommandLine) {
    commandLine = newCommandLine;
  }

  public Clock clock() {
    return clock;
  }

  /** Returns the name of the machine, in ISO 8859-1 as all names of programs are. */
  public String hostName() {
    return hostName;
  }

  public void hostName(String name) {
    hostName = name;
  }

  /** Returns the name of the machine's NIS domain. */
  public String domainName() {
    return domainName;
  }

  public void domainName(String name) {
    domainName = name;
  }

  /** Sets the date, for files and timers too. */
  public void setDate(long nanoseconds) {
    long change = nanoseconds - clock.nanoseconds();
    clock.setNanoseconds(nanoseconds);
    for (GuestProcess process : processes.all()) {
      process.timers().dateChanged(change);
    }
    dateChanges.wakeAll();
  }

  /** Returns who waits for a date, which may be set. */
  public WaitQueue dateChanges() {
    return dateChanges;
  }

  /** Returns what is to happen at given times of the clock's uptime. */
  public Timers timers() {
    return timers;
  }

  /**
   * Lets time pass until the next timer, because no thread has anything to do.
   *
   * @return false if there is no timer, so that nothing can ever happen again
   */
  public boolean idle() {
    long next = timers.next();
    if (next == Timers.NEVER) {
      return false;
    }
    clock.waitUntil(next);
    timers.run(clock.uptime());
    return true;
  }

  public FileSystem fileSystem() {
    return fileSystem;
  }

  public Mounts mounts() {
    return mounts;
  }

  public PathWalker walker() {
    return walker;
  }

  public Devices devices() {
    return devices;
  }

  /** Returns the quota of user memory, in bytes. */
  public Quota memory() {
    return memory;
  }

  /** Returns the sockets. */
  public Network network() {
    return network;
  }

  /** Returns where the files behind memory without a file are, which processes share. */
  public FileSystem sharedMemory() {
    return sharedMemory;
  }

  public ProcessTable processes() {
    return processes;
  }

  public Lifecycle lifecycle() {
    return lifecycle;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Endings endings() {
    return endings;
  }

  public Signals signals() {
    return signals;
  }

  public JobControl jobs() {
    return jobs;
  }

  public Futexes futexes() {
    return futexes;
  }
}
