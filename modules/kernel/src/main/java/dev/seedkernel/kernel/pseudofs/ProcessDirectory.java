package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.InodeIdentity;
import dev.seedkernel.kernel.fs.MagicLink;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.SyntheticDirectory;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessView;
import dev.seedkernel.kernel.process.ProcessViews;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * /proc/pid, or /proc/pid/task/tid: made anew at each look-up, and about the process of that number
 * at the time when it is used.
 */
final class ProcessDirectory implements SyntheticDirectory.Contents {
  /** What a file of a process holds. */
  @FunctionalInterface
  interface Content {
    byte[] bytes(Subject subject) throws ErrnoException;
  }

  /** As {@link Content}, for text. */
  @FunctionalInterface
  interface Text {
    String text(Subject subject) throws ErrnoException;
  }

  private record Row(String name, int permissions, Content content, GeneratedFile.Input input) {}

  private static final GeneratedFile.Input READ_ONLY = GeneratedFile.Input.refused(Errno.EINVAL);

  /** What is written there is taken and does not count. */
  private static final GeneratedFile.Input IGNORED = _ -> {};

  private static final List<Row> FILES =
      List.of(
          new Row("auxv", 0400, ProcessTexts::auxiliaryVector, READ_ONLY),
          row("cgroup", 0444, _ -> ""),
          new Row("cmdline", 0444, ProcessTexts::commandLine, READ_ONLY),
          row("comm", 0444, subject -> subject.process().name() + "\n"),
          new Row("environ", 0400, ProcessTexts::environment, READ_ONLY),
          row("limits", 0444, LimitsText::text),
          row("loginuid", 0444, _ -> "4294967295"),
          row("maps", 0444, MemoryTexts::maps),
          row("mountinfo", 0444, MountTexts::mountinfo),
          row("mounts", 0444, MountTexts::mounts),
          row("oom_score", 0444, _ -> "0\n"),
          new Row("oom_score_adj", 0644, bytes(_ -> "0\n"), IGNORED),
          row("personality", 0400, _ -> "00000000\n"),
          row("sessionid", 0444, _ -> "4294967295"),
          row("stat", 0444, ProcessTexts::stat),
          row("statm", 0444, MemoryTexts::statm),
          row("status", 0444, ProcessTexts::status),
          row("wchan", 0444, _ -> "0"));

  private static final List<String> LINKS = List.of("cwd", "exe", "root");
  private static final List<String> DIRECTORIES = List.of("fd", "fdinfo");
  private static final String TASK = "task";

  /** Inode numbers: the thread's number and one more, whose directory it is, and a place in it. */
  private static final int THREAD_SHIFT = 34;

  private static final long TASK_DIRECTORY = 1L << 33;
  private static final int PLACE_SHIFT = 24;
  private static final int LINK_PLACE = 64;
  private static final int DIRECTORY_PLACE = 96;

  private final Machine machine;
  private final ProcessViews processes;
  private final int pid;
  private final int thread;
  private final boolean ofThread;

  /**
   * Creates the contents.
   *
   * @param ofThread whether it stands in a task directory, and has none itself
   */
  ProcessDirectory(Machine machine, ProcessViews processes, int pid, int thread, boolean ofThread) {
    this.machine = machine;
    this.processes = processes;
    this.pid = pid;
    this.thread = thread;
    this.ofThread = ofThread;
  }

  private static Row row(String name, int permissions, Text text) {
    return new Row(name, permissions, bytes(text), READ_ONLY);
  }

  private static Content bytes(Text text) {
    return subject -> text.text(subject).getBytes(StandardCharsets.ISO_8859_1);
  }

  SyntheticDirectory inode(SyntheticDirectory in, String name) {
    return new SyntheticDirectory(identity(in.fileSystem(), 0), 0555, in, name, this);
  }

  private InodeIdentity identity(FileSystem fileSystem, long place) {
    long number = (thread + 1L) << THREAD_SHIFT | (ofThread ? TASK_DIRECTORY : 0) | place;
    return new InodeIdentity(fileSystem, number, bootTime());
  }

  /** Times of directories of processes: one that does not change. */
  private long bootTime() {
    return machine.clock().nanoseconds() - machine.clock().uptime();
  }

  @Override
  public Collection<String> names() {
    List<String> names = new ArrayList<>(LINKS);
    FILES.forEach(row -> names.add(row.name));
    names.addAll(DIRECTORIES);
    if (!ofThread) {
      names.add(TASK);
    }
    return names;
  }

  @Override
  public int directories() {
    return DIRECTORIES.size() + (ofThread ? 0 : 1);
  }

  @Override
  public boolean isGone() {
    return processes.find(pid) == null;
  }

  @Override
  public @Nullable Inode get(SyntheticDirectory in, String name) {
    ProcessView process = processes.find(pid);
    if (process == null) {
      return null;
    }
    for (int i = 0; i < FILES.size(); i++) {
      if (FILES.get(i).name.equals(name)) {
        return file(in.fileSystem(), FILES.get(i), i + 1);
      }
    }
    FileSystem fileSystem = in.fileSystem();
    return switch (name) {
      case "cwd" -> directoryLink(fileSystem, LINK_PLACE, process.workingDirectory());
      case "root" -> directoryLink(fileSystem, LINK_PLACE + 1, process.rootDirectory());
      case "exe" -> process.state() == 'Z' ? null : executable(fileSystem, process);
      case "fd" -> directory(in, name, 0500, DIRECTORY_PLACE, descriptors(false));
      case "fdinfo" -> directory(in, name, 0555, DIRECTORY_PLACE + 1, descriptors(true));
      case TASK ->
          ofThread ? null : directory(in, name, 0555, DIRECTORY_PLACE + 2, new Threads(this));
      default -> null;
    };
  }

  private Inode file(FileSystem fileSystem, Row row, int place) {
    return new GeneratedFile(
        identity(fileSystem, place),
        row.permissions,
        0,
        () -> {
          ProcessView process = processes.find(pid);
          if (process == null) {
            throw Errno.ESRCH.exception();
          }
          return row.content.bytes(new Subject(machine, process, thread));
        },
        row.input);
  }

  private SyntheticDirectory directory(
      SyntheticDirectory in,
      String name,
      int permissions,
      long place,
      SyntheticDirectory.Contents contents) {
    return new SyntheticDirectory(
        identity(in.fileSystem(), place), permissions, in, name, contents);
  }

  private DescriptorDirectory descriptors(boolean info) {
    long places = (info ? 2L : 1L) << PLACE_SHIFT;
    return new DescriptorDirectory(
        machine,
        () -> processes.find(pid),
        (fileSystem, fd) -> identity(fileSystem, places + fd),
        info);
  }

  private @Nullable Inode directoryLink(
      FileSystem fileSystem, long place, @Nullable Directory directory) {
    if (directory == null) {
      return null;
    }
    return new MagicLink(
        identity(fileSystem, place),
        0777,
        0,
        LinkTexts.directory(machine, directory),
        () -> new PathWalker.Entry(directory, "", directory, true));
  }

  private Inode executable(FileSystem fileSystem, ProcessView process) {
    String path = process.executable();
    // The path was resolved: a link there is new, and may lead back to this one.
    PathWalker walker =
        machine
            .walker()
            .within(machine.fileSystem().root(), Set.of(PathWalker.Restriction.NO_SYMLINKS));
    return new MagicLink(
        identity(fileSystem, LINK_PLACE + 2),
        0777,
        0,
        path,
        () -> walker.walk(machine.fileSystem().root(), path, true));
  }

  /** /proc/pid/task. */
  private record Threads(ProcessDirectory of) implements SyntheticDirectory.Contents {
    private List<Integer> threads() {
      ProcessView process = of.processes.find(of.pid);
      return process == null ? List.of() : process.threads();
    }

    @Override
    public Collection<String> names() {
      return threads().stream().map(String::valueOf).toList();
    }

    @Override
    public int directories() {
      return threads().size();
    }

    @Override
    public boolean isGone() {
      return of.isGone();
    }

    @Override
    public @Nullable Inode get(SyntheticDirectory in, String name) {
      int thread = ProcTree.number(name);
      return threads().contains(thread)
          ? new ProcessDirectory(of.machine, of.processes, of.pid, thread, true).inode(in, name)
          : null;
    }
  }
}
