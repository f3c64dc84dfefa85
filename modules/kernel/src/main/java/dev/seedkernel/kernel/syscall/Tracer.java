package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each system call, in the style of strace(1): pid, name, arguments, result. A
 * call that waits while another thread does something is shown in two lines, as strace -f does.
 */
public final class Tracer {
  private final Consumer<String> lines;

  /** Names of the calls that are shown; all if it is empty. */
  private final Set<String> shown;

  /** What was entered and has not come back, by thread. */
  private final Map<Integer, Entered> entered = new HashMap<>();

  /**
   * Creates a tracer.
   *
   * @param shown names of the calls that are shown; all if it is empty
   */
  public Tracer(Consumer<String> lines, Set<String> shown) {
    this.lines = lines;
    this.shown = Set.copyOf(shown);
  }

  /**
   * Checks names of system calls.
   *
   * @throws IllegalArgumentException if there is no system call of one of the names
   */
  public static void requireNames(Set<String> names) {
    for (String name : names) {
      if (!SystemCallNames.all().containsValue(name) && !name.equals("spawn")) {
        throw new IllegalArgumentException("no system call is called '%s'".formatted(name));
      }
    }
  }

  /** A call with its arguments as they were at entry. */
  private static final class Entered {
    private final @Nullable Row row;
    private final long number;
    private final List<String> texts;
    private final long[] registers;

    /** How much of the line is written already, because another came between. */
    private boolean unfinished;

    Entered(@Nullable Row row, long number, List<String> texts, long... registers) {
      this.row = row;
      this.number = number;
      this.texts = texts;
      this.registers = registers;
    }

    String name() {
      return row == null ? nameOf(number) : row.name();
    }
  }

  private static String nameOf(long number) {
    String name = SystemCallNames.nameOf(number);
    return name.startsWith("#") ? "syscall_0x" + Long.toHexString(number) : name;
  }

  // Calls

  void enter(GuestThread thread, @Nullable Row row, long number) {
    if (!shown.isEmpty() && !shown.contains(row == null ? nameOf(number) : row.name())) {
      return;
    }
    long[] registers = new long[6];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = thread.cpu().x(i);
    }
    List<String> texts = new ArrayList<>();
    if (row == null || (row.arguments().isEmpty() && row.support() == Support.REFUSED)) {
      for (long register : registers) {
        texts.add(Long.toHexString(register).equals("0") ? "0" : "0x" + Long.toHexString(register));
      }
    } else {
      for (int i = 0; i < row.arguments().size(); i++) {
        if (isUsed(registers, row.arguments(), i)) {
          texts.add(
              ArgumentText.atEntry(
                  thread.process().memory(), row.arguments().get(i).type(), registers, i));
        }
      }
    }
    Entered call = new Entered(row, number, texts, registers);
    if (row != null && row.name().startsWith("exit")) {
      line(thread, "%s(%s) = ?".formatted(call.name(), String.join(", ", texts)));
    } else {
      entered.put(thread.tid(), call);
    }
  }

  /** The mode of openat is looked at only where a file may be made. */
  private static boolean isUsed(long[] registers, List<Argument> arguments, int index) {
    return index == 0
        || arguments.get(index).type() != Argument.Type.MODE
        || arguments.get(index - 1).type() != Argument.Type.OPEN_FLAGS
        || (registers[index - 1] & OpenFlags.O_CREAT) != 0;
  }

  void leave(GuestThread thread, long result) {
    Entered call = entered.remove(thread.tid());
    if (call != null) {
      finish(thread, call, result, result(call.row, result));
    }
  }

  /** Notes that a signal keeps a call from waiting on. */
  void interrupted(GuestThread thread, boolean restartable) {
    Entered call = entered.remove(thread.tid());
    if (call != null) {
      finish(
          thread,
          call,
          -1,
          restartable
              ? "? ERESTARTSYS (To be restarted if SA_RESTART is set)"
              : "? ERESTARTNOHAND (To be restarted if no handler)");
    }
  }

  private void finish(GuestThread thread, Entered call, long result, String text) {
    List<String> shownTexts = new ArrayList<>(call.texts);
    if (call.row != null && !call.row.arguments().isEmpty()) {
      for (int i = 0; i < shownTexts.size(); i++) {
        Argument.Type type = call.row.arguments().get(i).type();
        if (ArgumentText.isOutput(type) && (result >= 0 || result == Call.NO_RESULT)) {
          shownTexts.set(
              i, ArgumentText.atReturn(thread.process().memory(), type, call.registers, i, result));
        }
      }
    }
    String arguments = String.join(", ", shownTexts);
    if (call.unfinished) {
      // What the first half has shown is not shown again.
      int head = inputs(call);
      String rest = String.join(", ", shownTexts.subList(head, shownTexts.size()));
      line(thread, "<... %s resumed>%s) = %s".formatted(call.name(), rest, text));
    } else {
      line(thread, "%s(%s) = %s".formatted(call.name(), arguments, text));
    }
  }

  /** Returns how many arguments stand in front of the first that the kernel gives. */
  private static int inputs(Entered call) {
    Row row = call.row;
    int count = 0;
    while (count < call.texts.size()
        && (row == null
            || row.arguments().isEmpty()
            || !ArgumentText.isOutput(row.arguments().get(count).type()))) {
      count++;
    }
    return count;
  }

  private void line(GuestThread thread, String text) {
    for (Map.Entry<Integer, Entered> other : entered.entrySet()) {
      Entered call = other.getValue();
      if (other.getKey() != thread.tid() && !call.unfinished) {
        call.unfinished = true;
        int head = inputs(call);
        String end = head < call.texts.size() && head > 0 ? ", " : "";
        lines.accept(
            "%d %s(%s%s <unfinished ...>"
                .formatted(
                    other.getKey(),
                    call.name(),
                    String.join(", ", call.texts.subList(0, head)),
                    end));
      }
    }
    lines.accept(thread.tid() + " " + text);
  }

  // Signals and ends

  /** Notes that a thread takes a signal. */
  public void signal(GuestThread thread, SignalInfo info) {
    line(thread, "--- %s %s ---".formatted(Signal.nameOf(info.signal()), SignalText.of(info)));
  }

  /** Notes that a process has ended, perhaps in the middle of a call. */
  public void ended(GuestThread thread) {
    Entered call = entered.remove(thread.tid());
    if (call != null) {
      finish(thread, call, -1, "?");
    }
    switch (thread.process().termination()) {
      case Termination.Killed(int signal, String _) ->
          line(thread, "+++ killed by " + Signal.nameOf(signal) + " +++");
      case Termination.Exited(int status) -> line(thread, "+++ exited with " + status + " +++");
      case null -> {}
    }
  }

  private static String result(@Nullable Row row, long result) {
    if (result == Call.NO_RESULT) {
      return row != null && row.name().equals("execve") ? "0" : "?";
    }
    if (result < 0 && result > -4096) {
      for (Errno errno : Errno.values()) {
        if (errno.number() == -result) {
          return "-1 " + errno + " (" + errno.message() + ")";
        }
      }
    }
    boolean address =
        row != null
            && (row.name().equals("brk")
                || row.name().equals("mmap")
                || row.name().equals("mremap"));
    return address ? "0x" + Long.toHexString(result) : Long.toString(result);
  }
}
