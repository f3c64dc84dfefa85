package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.SyntheticDirectory;

/** What is in /sys: one processor and no devices. */
final class SysTree {
  /** What {@code st_size} says of each attribute: a page. */
  private static final long ATTRIBUTE_SIZE = 4096;

  private static final int DIRECTORY = 0755;

  private final FixedDirectory root;

  SysTree(FileSystem fileSystem) {
    root = new FixedDirectory(fileSystem, ATTRIBUTE_SIZE, null);
    for (String empty : new String[] {"block", "bus", "class", "dev", "firmware", "module"}) {
      root.directory(empty, DIRECTORY);
    }
    root.directory("fs", DIRECTORY).directory("cgroup", DIRECTORY);
    FixedDirectory system = root.directory("devices", DIRECTORY).directory("system", DIRECTORY);
    addProcessors(system.directory("cpu", DIRECTORY));
    addNode(system.directory("node", DIRECTORY));
    FixedDirectory memory = root.directory("kernel", DIRECTORY).directory("mm", DIRECTORY);
    memory
        .directory("transparent_hugepage", DIRECTORY)
        .setting("enabled", "always madvise [never]")
        .setting("defrag", "always defer defer+madvise madvise [never]")
        .line("hpage_pmd_size", "2097152");
    memory.directory("hugepages", DIRECTORY);
  }

  private static void addProcessors(FixedDirectory cpu) {
    cpu.line("online", "0")
        .line("possible", "0")
        .line("present", "0")
        .line("offline", "")
        .line("isolated", "")
        .line("kernel_max", "255");
    FixedDirectory first = cpu.directory("cpu0", DIRECTORY);
    first
        .directory("topology", DIRECTORY)
        .line("physical_package_id", "0")
        .line("core_id", "0")
        .line("core_cpus_list", "0")
        .line("core_siblings_list", "0")
        .line("package_cpus_list", "0")
        .line("thread_siblings_list", "0");
    first
        .directory("regs", DIRECTORY)
        .directory("identification", DIRECTORY)
        .line("midr_el1", "0x%016x".formatted(SystemTexts.MIDR));
  }

  private static void addNode(FixedDirectory node) {
    node.line("online", "0").line("possible", "0");
    node.directory("node0", DIRECTORY).line("cpulist", "0");
  }

  SyntheticDirectory root() {
    return root.inode();
  }
}
