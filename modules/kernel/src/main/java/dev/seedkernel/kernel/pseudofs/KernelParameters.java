package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.SystemIdentity;
import dev.seedkernel.kernel.fs.RandomBytes;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What is in /proc/sys: the machine's parameters (proc(5), "/proc/sys"). */
final class KernelParameters {
  private static final int DIRECTORY = 0555;

  /** The same in every run, and apart from what programs read from the devices. */
  private static final long BOOT_ID_SEED = 0xB007;

  private KernelParameters() {}

  static void addTo(FixedDirectory sys, Machine machine) {
    String bootId = uuid(new RandomBytes(BOOT_ID_SEED));
    FixedDirectory kernel = sys.directory("kernel", DIRECTORY);
    kernel
        .line("osrelease", SystemIdentity.RELEASE)
        .line("ostype", SystemIdentity.NAME)
        .line("version", SystemIdentity.VERSION)
        .setting("hostname", SystemIdentity.NODE)
        .setting("domainname", SystemIdentity.DOMAIN)
        .setting("pid_max", String.valueOf(Integer.MAX_VALUE))
        .setting("threads-max", number(machine, Limit.PROCESSES))
        .line("cap_last_cap", "40")
        .line("ngroups_max", "65536")
        .setting("overflowuid", "65534")
        .setting("overflowgid", "65534")
        .setting("randomize_va_space", "0")
        .setting("core_pattern", "core")
        .setting("tainted", "0");
    kernel
        .directory("random", DIRECTORY)
        .line("boot_id", bootId)
        .file("uuid", () -> uuid(machine.devices().random()) + "\n")
        .line("entropy_avail", "256")
        .line("poolsize", "256");
    sys.directory("vm", DIRECTORY)
        .setting("overcommit_memory", "0")
        .setting("overcommit_ratio", "50")
        .setting("swappiness", "60")
        .setting("mmap_min_addr", String.valueOf(UserMemory.LOWEST))
        .setting("max_map_count", "65530");
    sys.directory("fs", DIRECTORY)
        .setting("file-max", String.valueOf(Long.MAX_VALUE))
        .setting("nr_open", number(machine, Limit.OPEN_FILES))
        .setting("pipe-max-size", "1048576");
  }

  private static String number(Machine machine, Limit limit) {
    return String.valueOf(machine.limits().get(limit));
  }

  /** Returns a random UUID: version 4, variant 1 (RFC 9562). */
  private static String uuid(RandomBytes random) {
    ByteBuffer bytes = ByteBuffer.wrap(random.bytes(16));
    long most = (bytes.getLong() & ~0xf000L) | 0x4000L;
    long least = (bytes.getLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(most, least).toString();
  }
}
