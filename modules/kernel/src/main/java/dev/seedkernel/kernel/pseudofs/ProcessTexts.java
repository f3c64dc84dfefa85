package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Groups;
import dev.seedkernel.kernel.process.ProcessView;
import dev.seedkernel.kernel.process.ProcessView.MemoryRange;
import dev.seedkernel.kernel.process.ProgramLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** The files of /proc/pid that are about the process itself (proc(5)). */
final class ProcessTexts {
  /** Slots that Linux's table of descriptors starts with. */
  private static final int FIRST_DESCRIPTORS = 64;

  private ProcessTexts() {}

  static byte[] commandLine(Subject subject) {
    ProgramLayout layout = subject.process().layout();
    return subject.process().bytes(layout.argumentsStart(), layout.argumentsEnd());
  }

  static byte[] environment(Subject subject) {
    ProgramLayout layout = subject.process().layout();
    return subject.process().bytes(layout.argumentsEnd(), layout.environmentEnd());
  }

  static byte[] auxiliaryVector(Subject subject) {
    List<Long> words = subject.process().layout().auxiliaryVector();
    ByteBuffer bytes =
        ByteBuffer.allocate(words.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(bytes::putLong);
    return bytes.array();
  }

  private static String stateName(char state) {
    return switch (state) {
      case 'R' -> "R (running)";
      case 'T' -> "T (stopped)";
      case 'Z' -> "Z (zombie)";
      default -> "S (sleeping)";
    };
  }

  static String status(Subject subject) {
    ProcessView process = subject.process();
    StringBuilder text = new StringBuilder();
    line(text, "Name", process.name());
    line(text, "Umask", "%04o".formatted(process.umask()));
    line(text, "State", stateName(process.state()));
    line(text, "Tgid", process.pid());
    line(text, "Ngid", 0);
    line(text, "Pid", subject.thread());
    line(text, "PPid", process.parentPid());
    line(text, "TracerPid", 0);
    Credentials credentials = process.credentials();
    line(text, "Uid", ids(credentials.user()));
    line(text, "Gid", ids(credentials.group()));
    line(text, "FDSize", descriptorSlots(process));
    line(text, "Groups", groups(credentials.groups()));
    line(text, "NStgid", process.pid());
    line(text, "NSpid", subject.thread());
    line(text, "NSpgid", process.group());
    line(text, "NSsid", process.session());
    if (process.state() != 'Z') {
      addMemory(text, MemoryTexts.Sizes.of(process));
    }
    line(text, "Threads", process.threads().size());
    line(text, "SigQ", "0/0");
    addSignals(text, process.signals(subject.thread()));
    addRights(text, credentials);
    return text.toString();
  }

  private static long descriptorSlots(ProcessView process) {
    int highest = process.openFiles().isEmpty() ? 0 : process.openFiles().lastKey();
    return Math.max(FIRST_DESCRIPTORS, Long.highestOneBit(Math.max(1, highest)) * 2);
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(":\t").append(value).append('\n');
  }

  private static void addMemory(StringBuilder text, MemoryTexts.Sizes sizes) {
    size(text, "VmPeak", sizes.all());
    size(text, "VmSize", sizes.all());
    size(text, "VmLck", 0);
    size(text, "VmPin", 0);
    size(text, "VmHWM", sizes.resident());
    size(text, "VmRSS", sizes.resident());
    size(text, "RssAnon", sizes.resident());
    size(text, "RssFile", 0);
    size(text, "RssShmem", 0);
    size(text, "VmData", sizes.data());
    size(text, "VmStk", sizes.stack());
    size(text, "VmExe", sizes.code());
    size(text, "VmLib", 0);
    size(text, "VmPTE", 0);
    size(text, "VmSwap", 0);
    line(text, "CoreDumping", 0);
    line(text, "THP_enabled", 0);
  }

  private static void size(StringBuilder text, String name, long bytes) {
    line(text, name, "%8d kB".formatted(bytes >> 10));
  }

  private static void addSignals(StringBuilder text, ProcessView.Signals signals) {
    mask(text, "SigPnd", signals.threadPending());
    mask(text, "ShdPnd", signals.pending());
    mask(text, "SigBlk", signals.blocked());
    mask(text, "SigIgn", signals.ignored());
    mask(text, "SigCgt", signals.caught());
  }

  private static String ids(Credentials.Ids ids) {
    return "%d\t%d\t%d\t%d"
        .formatted(
            Integer.toUnsignedLong(ids.real()),
            Integer.toUnsignedLong(ids.effective()),
            Integer.toUnsignedLong(ids.saved()),
            Integer.toUnsignedLong(ids.files()));
  }

  /** Each group with a space behind it; one space where there is none. */
  private static String groups(Groups groups) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      text.append(Integer.toUnsignedLong(groups.get(i))).append(' ');
    }
    return text.isEmpty() ? " " : text.toString();
  }

  private static void mask(StringBuilder text, String name, long mask) {
    line(text, name, "%016x".formatted(mask));
  }

  private static void addRights(StringBuilder text, Credentials credentials) {
    mask(text, "CapInh", credentials.inheritable());
    mask(text, "CapPrm", credentials.permitted());
    mask(text, "CapEff", credentials.effective());
    mask(text, "CapBnd", Capability.ALL);
    mask(text, "CapAmb", 0);
    line(text, "NoNewPrivs", 0);
    line(text, "Seccomp", 0);
    line(text, "Seccomp_filters", 0);
    line(text, "Cpus_allowed", 1);
    line(text, "Cpus_allowed_list", 0);
    line(text, "Mems_allowed", 1);
    line(text, "Mems_allowed_list", 0);
    line(text, "voluntary_ctxt_switches", 0);
    line(text, "nonvoluntary_ctxt_switches", 0);
  }

  /** The 52 fields of proc(5), "/proc/pid/stat"; what the machine does not count is 0. */
  static String stat(Subject subject) {
    ProcessView process = subject.process();
    MemoryTexts.Sizes sizes = MemoryTexts.Sizes.of(process);
    ProgramLayout layout = process.layout();
    ProcessView.Signals signals = process.signals(subject.thread());
    StringJoiner fields = new StringJoiner(" ", "", "\n");
    fields.add(String.valueOf(subject.thread()));
    fields.add("(" + process.name() + ")");
    fields.add(String.valueOf(process.state()));
    add(fields, process.parentPid(), process.group(), process.session(), 0, -1);
    add(fields, 0, 0, 0, 0, 0); // flags, minor and major faults
    add(fields, 0, 0, 0, 0); // times
    add(fields, 20, 0, process.threads().size(), 0); // priority, nice, threads, itrealvalue
    add(fields, 0, sizes.all(), MemoryTexts.pages(sizes.resident())); // start, vsize, rss
    fields.add("18446744073709551615"); // rsslim
    Predicate<MemoryRange> code =
        range -> MemoryTexts.isCode(range) && range.name().equals(process.executable());
    Predicate<MemoryRange> data =
        range -> MemoryTexts.isWritable(range) && range.name().equals(process.executable());
    add(fields, lowest(process, code), highest(process, code), layout.stackStart(), 0, 0);
    add(fields, signals.threadPending(), signals.blocked(), signals.ignored(), signals.caught());
    add(fields, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0); // wchan … SIGCHLD, processor … cguest_time
    add(fields, lowest(process, data), highest(process, data));
    add(fields, lowest(process, range -> range.name().equals("[heap]")));
    add(fields, layout.argumentsStart(), layout.argumentsEnd());
    add(fields, layout.argumentsEnd(), layout.environmentEnd(), 0);
    return fields.toString();
  }

  private static void add(StringJoiner fields, long... values) {
    for (long value : values) {
      fields.add(String.valueOf(value));
    }
  }

  private static long lowest(ProcessView process, Predicate<MemoryRange> which) {
    return bound(process, which, MemoryRange::start).min().orElse(0);
  }

  private static long highest(ProcessView process, Predicate<MemoryRange> which) {
    return bound(process, which, MemoryRange::end).max().orElse(0);
  }

  private static LongStream bound(
      ProcessView process, Predicate<MemoryRange> which, ToLongFunction<MemoryRange> bound) {
    return process.memory().stream().filter(which).mapToLong(bound);
  }
}
