package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.process.UserMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a line for each system call, in the style of strace(1): pid, name, arguments, result. */
public final class Tracer {
  /** Bytes of a string or buffer that are shown, as strace's -s. */
  private static final int SHOWN = 32;

  /** Elements of an array of strings that are shown. */
  private static final int SHOWN_ELEMENTS = 16;

  private final Consumer<String> lines;

  /** What was entered and has not come back, by pid. */
  private final Map<Integer, Entered> entered = new HashMap<>();

  public Tracer(Consumer<String> lines) {
    this.lines = lines;
  }

  /** A call with its arguments as they were at entry. */
  private record Entered(@Nullable Row row, long number, List<String> texts) {
    /** Returns the line up to the result. */
    String text() {
      String name = row == null ? "syscall_0x" + Long.toHexString(number) : row.name();
      return "%s(%s)".formatted(name, String.join(", ", texts));
    }
  }

  void enter(GuestThread thread, @Nullable Row row, long number) {
    List<String> texts = new ArrayList<>();
    List<Argument> arguments = row == null ? List.of() : row.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      if (isUsed(thread, arguments, i)) {
        texts.add(input(thread, arguments.get(i).type(), i));
      }
    }
    Entered call = new Entered(row, number, texts);
    if (row != null && row.name().startsWith("exit")) {
      line(thread, call.text() + " = ?");
    } else {
      entered.put(thread.tid(), call);
    }
  }

  /** The mode of openat is looked at only where a file may be made. */
  private static boolean isUsed(GuestThread thread, List<Argument> arguments, int index) {
    return index == 0
        || arguments.get(index).type() != Argument.Type.MODE
        || arguments.get(index - 1).type() != Argument.Type.OPEN_FLAGS
        || (thread.cpu().w(index - 1) & OpenFlags.O_CREAT) != 0;
  }

  void leave(GuestThread thread, long result) {
    Entered call = entered.remove(thread.tid());
    if (call == null) {
      return;
    }
    Row row = call.row();
    if (row != null && result > 0) {
      for (int i = 0; i < call.texts().size(); i++) {
        if (row.arguments().get(i).type() == Argument.Type.OUTPUT) {
          long address = thread.cpu().x(i);
          // x0 holds the result by now; no output buffer is the first argument.
          call.texts().set(i, bytes(thread.process().memory(), address, result));
        }
      }
    }
    line(thread, call.text() + " = " + result(row, result));
  }

  private void line(GuestThread thread, String text) {
    lines.accept(thread.tid() + " " + text);
  }

  /** Notes that a signal ended a process, perhaps in the middle of a call. */
  public void killed(GuestThread thread) {
    Entered call = entered.remove(thread.tid());
    if (call != null) {
      line(thread, call.text() + " = ?");
    }
    if (thread.process().termination() instanceof Termination.Killed(int signal, String _)) {
      line(thread, "+++ killed by " + Signal.nameOf(signal) + " +++");
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

  private static String input(GuestThread thread, Argument.Type type, int index) {
    long value = thread.cpu().x(index);
    return switch (type) {
      case FD -> (int) value == At.AT_FDCWD ? "AT_FDCWD" : Integer.toString((int) value);
      case INT, RLIMIT_KIND, CLOCK, ITIMER, TIMER_FLAGS -> Integer.toString((int) value);
      case LONG -> Long.toString(value);
      case SIZE -> Long.toUnsignedString(value);
      case HEX -> "0x" + Long.toHexString(value);
      case MODE -> "0" + Integer.toOctalString((int) value);
      case POINTER, OUTPUT, TIMESPEC, TIMESPEC_OUT, TIMEVAL, TIMEVAL_OUT, ITIMERVAL, ITIMERVAL_OUT, ITIMERSPEC, ITIMERSPEC_OUT, RLIMIT, RLIMIT_OUT, UTSNAME -> value == 0 ? "NULL" : "0x" + Long.toHexString(value);
      case STRING -> string(thread.process().memory(), value);
      case STRINGS -> strings(thread.process().memory(), value);
      case INPUT -> bytes(thread.process().memory(), value, thread.cpu().x(index + 1));
      case OPEN_FLAGS -> openFlags((int) value);
      case PROTECTION -> protection((int) value);
      case SIGNAL -> value == 0 ? "0" : Signal.nameOf((int) value);
    };
  }

  private static String string(UserMemory memory, long address) {
    if (address == 0) {
      return "NULL";
    }
    try {
      StringBuilder text = new StringBuilder("\"");
      // Paths are shown whole, unlike data.
      for (int i = 0; i < 4096; i++) {
        byte b = memory.space().load8(address + i);
        if (b == 0) {
          break;
        }
        escape(text, b);
      }
      return text.append('"').toString();
    } catch (MemoryFault _) {
      return "0x" + Long.toHexString(address);
    }
  }

  private static String strings(UserMemory memory, long address) {
    if (address == 0) {
      return "NULL";
    }
    try {
      List<String> texts = new ArrayList<>();
      for (int i = 0; ; i++) {
        long pointer = memory.readLong(address + 8L * i);
        if (pointer == 0) {
          break;
        }
        if (i == SHOWN_ELEMENTS) {
          texts.add("...");
          break;
        }
        texts.add(string(memory, pointer));
      }
      return "[" + String.join(", ", texts) + "]";
    } catch (MemoryFault _) {
      return "0x" + Long.toHexString(address);
    }
  }

  private static String bytes(UserMemory memory, long address, long length) {
    try {
      StringBuilder text = new StringBuilder("\"");
      for (int i = 0; i < Math.min(length, SHOWN); i++) {
        escape(text, memory.space().load8(address + i));
      }
      return text.append('"').append(length > SHOWN ? "..." : "").toString();
    } catch (MemoryFault _) {
      return "0x" + Long.toHexString(address);
    }
  }

  private static void escape(StringBuilder text, byte b) {
    switch (b) {
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '\r' -> text.append("\\r");
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      default -> {
        if (b >= ' ' && b < 0x7f) {
          text.append((char) b);
        } else {
          text.append("\\").append(Integer.toOctalString(b & 0xff));
        }
      }
    }
  }

  private static String openFlags(int flags) {
    List<String> names = new ArrayList<>();
    names.add(
        switch (flags & OpenFlags.O_ACCMODE) {
          case OpenFlags.O_RDONLY -> "O_RDONLY";
          case OpenFlags.O_WRONLY -> "O_WRONLY";
          case OpenFlags.O_RDWR -> "O_RDWR";
          default -> "O_ACCMODE";
        });
    int rest = flags & ~OpenFlags.O_ACCMODE;
    for (Map.Entry<Integer, String> flag : OpenFlags.NAMES.entrySet()) {
      if ((rest & flag.getKey()) == flag.getKey()) {
        names.add(flag.getValue());
        rest &= ~flag.getKey();
      }
    }
    if (rest != 0) {
      names.add("0x" + Integer.toHexString(rest));
    }
    return String.join("|", names);
  }

  private static String protection(int bits) {
    if (bits == 0) {
      return "PROT_NONE";
    }
    List<String> names = new ArrayList<>();
    String[] all = {"PROT_READ", "PROT_WRITE", "PROT_EXEC"};
    for (int i = 0; i < all.length; i++) {
      if ((bits & 1 << i) != 0) {
        names.add(all[i]);
      }
    }
    if ((bits & ~7) != 0) {
      names.add("0x" + Integer.toHexString(bits & ~7));
    }
    return String.join("|", names);
  }
}
