package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Devices;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RandomBytes;
import dev.seedkernel.kernel.fs.VirtualClock;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import java.util.Set;

/** What all processes of a machine share. */
public final class Machine {
  /** The same bytes for every run: any constant would do. */
  private static final long RANDOM_SEED = 0x5EED;

  private final Limits limits;
  private final VirtualClock clock;
  private final FileSystem fileSystem;
  private final PathWalker walker;
  private final Devices devices;
  private final Quota memory;
  private final ProcessTable processes;
  private final Lifecycle lifecycle;

  /**
   * Creates a machine without files and processes.
   *
   * @param features what programs are told that the processor has
   * @param epoch where the clock starts, in seconds since 1970
   */
  public Machine(Limits limits, Console console, Set<Feature> features, long epoch) {
    this.limits = limits;
    this.clock = new VirtualClock(epoch * 1_000_000_000L);
    this.fileSystem = new FileSystem(limits, clock);
    this.walker = new PathWalker(fileSystem.root());
    this.devices = new Devices(console, new RandomBytes(RANDOM_SEED));
    this.memory = new Quota(Limit.MEMORY, limits);
    this.processes = new ProcessTable(limits);
    this.lifecycle =
        new Lifecycle(this, new ProgramLoader(walker, limits, pageAccount(), features));
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

  public VirtualClock clock() {
    return clock;
  }

  public FileSystem fileSystem() {
    return fileSystem;
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

  public ProcessTable processes() {
    return processes;
  }

  public Lifecycle lifecycle() {
    return lifecycle;
  }
}
