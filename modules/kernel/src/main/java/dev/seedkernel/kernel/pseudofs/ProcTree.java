package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.InodeIdentity;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.SyntheticDirectory;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessViews;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of /proc: files about the machine, and a directory for each process. */
final class ProcTree implements SyntheticDirectory.Contents {
  private final Machine machine;
  private final ProcessViews processes;
  private final InodeIdentity self;
  private final InodeIdentity threadSelf;
  private final FixedDirectory fixed;

  ProcTree(Machine machine, FileSystem fileSystem) {
    this.machine = machine;
    this.processes = new ProcessViews(machine);
    this.fixed = new FixedDirectory(fileSystem, 0, this);
    long now = fileSystem.time();
    this.self = new InodeIdentity(fileSystem, fileSystem.takeInodeNumber(), now);
    this.threadSelf = new InodeIdentity(fileSystem, fileSystem.takeInodeNumber(), now);
    new SystemTexts(machine, processes).addTo(fixed);
    KernelParameters.addTo(fixed.directory("sys", 0555), machine);
  }

  SyntheticDirectory root() {
    return fixed.inode();
  }

  @Override
  public Collection<String> names() {
    List<String> names = new ArrayList<>(fixed.names());
    names.add("self");
    names.add("thread-self");
    processes.pids().forEach(pid -> names.add(String.valueOf(pid)));
    return names;
  }

  @Override
  public int directories() {
    return fixed.directories() + processes.pids().size();
  }

  @Override
  public @Nullable Inode get(SyntheticDirectory in, String name) {
    int thread = processes.currentThread();
    return switch (name) {
      case "self" -> thread == 0 ? null : link(self, String.valueOf(processes.processOf(thread)));
      case "thread-self" ->
          thread == 0
              ? null
              : link(threadSelf, "%d/task/%d".formatted(processes.processOf(thread), thread));
      default -> {
        Inode inode = fixed.get(in, name);
        yield inode == null ? process(in, name) : inode;
      }
    };
  }

  private static Inode link(InodeIdentity identity, String target) {
    return new SymbolicLink(identity, 0777, 0, target);
  }

  /** Threads have directories, too, which a reading does not give (proc(5)). */
  private @Nullable Inode process(SyntheticDirectory in, String name) {
    int thread = number(name);
    int pid = thread <= 0 ? 0 : processes.processOf(thread);
    return pid == 0
        ? null
        : new ProcessDirectory(machine, processes, pid, thread, false).inode(in, name);
  }

  /** Returns the number that a name is, in its one way of writing, or -1. */
  static int number(String name) {
    if (name.isEmpty() || name.length() > 10 || (name.length() > 1 && name.charAt(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value > Integer.MAX_VALUE ? -1 : (int) value;
  }
}
