package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.SystemIdentity;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessView;
import dev.seedkernel.kernel.process.ProcessViews;
import dev.seedkernel.kernel.quota.Quota;
import java.util.List;

/** The files of /proc that are about the machine as a whole (proc(5)). */
final class SystemTexts {
  /** MIDR_EL1 as programs read it: no implementer's processor, so cpuinfo has zeroes. */
  static final long MIDR = 0x000f_0000L;

  private static final long SECOND = 1_000_000_000L;

  /** Nanoseconds of a tick (USER_HZ is 100). */
  private static final long TICK = SECOND / 100;

  private final Machine machine;
  private final ProcessViews processes;

  SystemTexts(Machine machine, ProcessViews processes) {
    this.machine = machine;
    this.processes = processes;
  }

  void addTo(FixedDirectory root) {
    root.file("cmdline", () -> machine.commandLine() + "\n")
        .file("cpuinfo", this::cpuinfo)
        .file("devices", SystemTexts::devices)
        .file("filesystems", SystemTexts::filesystems)
        .file("loadavg", this::loadavg)
        .file("meminfo", this::meminfo)
        .link("mounts", "self/mounts")
        .file("stat", this::stat)
        .file("swaps", () -> "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n")
        .file("uptime", this::uptime)
        .file("version", SystemTexts::version);
  }

  private String cpuinfo() {
    String features = String.join(" ", ProcessViews.capabilities(machine.features()));
    // The counter's frequency, as the generic timer's driver prints it: 1 GHz makes 2000.
    return """
    processor\t: 0
    BogoMIPS\t: 2000.00
    Features\t: %s
    CPU implementer\t: 0x00
    CPU architecture: 8
    CPU variant\t: 0x0
    CPU part\t: 0x000
    CPU revision\t: 0

    """
        .formatted(features);
  }

  private static String devices() {
    return """
    Character devices:
      1 mem
      5 /dev/tty
      5 /dev/console

    Block devices:
    """;
  }

  private static String filesystems() {
    return "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\n";
  }

  private int running() {
    int running = 0;
    for (int pid : processes.pids()) {
      ProcessView process = processes.find(pid);
      running += process != null && process.state() == 'R' ? 1 : 0;
    }
    return running;
  }

  private String loadavg() {
    List<Integer> pids = processes.pids();
    return "0.00 0.00 0.00 %d/%d %d\n".formatted(running(), pids.size(), processes.created());
  }

  private String meminfo() {
    Quota memory = machine.memory();
    long free = memory.most() - memory.used();
    long files = machine.fileSystem().bytes().used();
    StringBuilder text = new StringBuilder();
    memory(text, "MemTotal", memory.most());
    memory(text, "MemFree", free);
    memory(text, "MemAvailable", free);
    memory(text, "Buffers", 0);
    memory(text, "Cached", files);
    memory(text, "SwapCached", 0);
    memory(text, "Active", memory.used());
    memory(text, "Inactive", 0);
    memory(text, "SwapTotal", 0);
    memory(text, "SwapFree", 0);
    memory(text, "Dirty", 0);
    memory(text, "Writeback", 0);
    memory(text, "AnonPages", memory.used());
    memory(text, "Mapped", 0);
    memory(text, "Shmem", files);
    memory(text, "Slab", 0);
    memory(text, "CommitLimit", memory.most());
    memory(text, "Committed_AS", memory.used());
    return text.toString();
  }

  private static void memory(StringBuilder text, String name, long bytes) {
    text.append("%-16s%8d kB\n".formatted(name + ":", bytes >> 10));
  }

  private String stat() {
    // All time is the processes': a machine that waits jumps ahead.
    long ticks = machine.clock().uptime() / TICK;
    long start = (machine.clock().nanoseconds() - machine.clock().uptime()) / SECOND;
    return """
    cpu  %1$d 0 0 0 0 0 0 0 0 0
    cpu0 %1$d 0 0 0 0 0 0 0 0 0
    intr 0
    ctxt 0
    btime %2$d
    processes %3$d
    procs_running %4$d
    procs_blocked 0
    softirq 0 0 0 0 0 0 0 0 0 0 0
    """
        .formatted(ticks, start, processes.created(), running());
  }

  private String uptime() {
    long hundredths = machine.clock().uptime() / TICK;
    return "%d.%02d 0.00\n".formatted(hundredths / 100, hundredths % 100);
  }

  private static String version() {
    return "%s version %s (%s) %s\n"
        .formatted(
            SystemIdentity.NAME,
            SystemIdentity.RELEASE,
            SystemIdentity.NODE,
            SystemIdentity.VERSION);
  }
}
