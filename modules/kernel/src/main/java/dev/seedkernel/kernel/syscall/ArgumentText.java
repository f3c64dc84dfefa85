package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.At;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.signal.SignalActions.Action;
import java.util.ArrayList;
import java.util.List;

/** Arguments of system calls as strace shows them, by their types. */
final class ArgumentText {
  /** Bytes of a string or buffer that are shown, as strace's -s. */
  private static final int SHOWN = 32;

  /** Elements of an array that are shown. */
  private static final int SHOWN_ELEMENTS = 16;

  private ArgumentText() {}

  /** Returns whether an argument is known only when the call has come back. */
  static boolean isOutput(Argument.Type type) {
    return switch (type) {
      case OUTPUT,
          TIMESPEC_OUT,
          TIMEVAL_OUT,
          ITIMERVAL_OUT,
          ITIMERSPEC_OUT,
          RLIMIT_OUT,
          UTSNAME,
          STAT_OUT,
          WAIT_STATUS,
          SIGSET_OUT,
          SIGACTION_OUT ->
          true;
      default -> false;
    };
  }

  /** Returns the text of an argument of a call that is about to be made. */
  static String atEntry(UserMemory memory, Argument.Type type, long[] registers, int index) {
    long value = registers[index];
    if (isOutput(type)) {
      return address(value);
    }
    return switch (type) {
      case FD -> (int) value == At.AT_FDCWD ? "AT_FDCWD" : Integer.toString((int) value);
      case INT -> Integer.toString((int) value);
      case LONG -> Long.toString(value);
      case SIZE -> Long.toUnsignedString(value);
      case HEX -> value == 0 ? "0" : "0x" + Long.toHexString(value);
      case MODE -> "0" + Integer.toOctalString((int) value);
      case STRING -> struct(value, () -> string(memory, value));
      case STRINGS -> struct(value, () -> strings(memory, value));
      case INPUT -> struct(value, () -> bytes(memory, value, registers[index + 1]));
      case SIGNAL -> (int) value == 0 ? "0" : signal((int) value);
      case TIMESPEC -> struct(value, () -> time(memory, value, "tv_nsec"));
      case TIMEVAL -> struct(value, () -> time(memory, value, "tv_usec"));
      case ITIMERVAL -> struct(value, () -> interval(memory, value, "tv_usec"));
      case ITIMERSPEC -> struct(value, () -> interval(memory, value, "tv_nsec"));
      case RLIMIT -> struct(value, () -> limit(memory, value));
      case SIGSET -> struct(value, () -> SignalText.set(memory.readLong(value)));
      case SIGACTION -> struct(value, () -> action(memory, value));
      case IOVEC_IN -> struct(value, () -> vector(memory, value, registers[index + 1]));
      default -> FlagText.of(type, value);
    };
  }

  /** Returns the text of what a call has stored. */
  static String atReturn(
      UserMemory memory, Argument.Type type, long[] registers, int index, long result) {
    long value = registers[index];
    return switch (type) {
      case OUTPUT ->
          result > 0 ? struct(value, () -> bytes(memory, value, result)) : address(value);
      case TIMESPEC_OUT -> struct(value, () -> time(memory, value, "tv_nsec"));
      case TIMEVAL_OUT -> struct(value, () -> time(memory, value, "tv_usec"));
      case ITIMERVAL_OUT -> struct(value, () -> interval(memory, value, "tv_usec"));
      case ITIMERSPEC_OUT -> struct(value, () -> interval(memory, value, "tv_nsec"));
      case RLIMIT_OUT -> struct(value, () -> limit(memory, value));
      case UTSNAME ->
          struct(
              value,
              () ->
                  "{sysname=%s, nodename=%s, ...}"
                      .formatted(string(memory, value), string(memory, value + 65)));
      case STAT_OUT -> struct(value, () -> stat(memory, value));
      // A wait that has found nobody stores nothing.
      case WAIT_STATUS ->
          result > 0 ? struct(value, () -> waitStatus(memory.readInt(value))) : address(value);
      case SIGSET_OUT -> struct(value, () -> SignalText.set(memory.readLong(value)));
      case SIGACTION_OUT -> struct(value, () -> action(memory, value));
      default -> address(value);
    };
  }

  /** Something that is read from a program's memory. */
  private interface Reading {
    String read();
  }

  /** Returns what an address points to; the address itself where that cannot be read. */
  private static String struct(long address, Reading reading) {
    if (address == 0) {
      return "NULL";
    }
    try {
      return reading.read();
    } catch (MemoryFault _) {
      return address(address);
    }
  }

  private static String address(long value) {
    return value == 0 ? "NULL" : "0x" + Long.toHexString(value);
  }

  private static String signal(int number) {
    return number >= 1 && number <= Signal.LAST ? Signal.nameOf(number) : Integer.toString(number);
  }

  // Structures

  private static String time(UserMemory memory, long at, String fraction) {
    return "{tv_sec=%d, %s=%d}".formatted(memory.readLong(at), fraction, memory.readLong(at + 8));
  }

  private static String interval(UserMemory memory, long at, String fraction) {
    return "{it_interval=%s, it_value=%s}"
        .formatted(time(memory, at, fraction), time(memory, at + 16, fraction));
  }

  private static String limit(UserMemory memory, long at) {
    return "{rlim_cur=%s, rlim_max=%s}"
        .formatted(limit(memory.readLong(at)), limit(memory.readLong(at + 8)));
  }

  private static String limit(long value) {
    if (value == -1) {
      return "RLIM64_INFINITY";
    }
    return value > 1024 && value % 1024 == 0
        ? value / 1024 + "*1024"
        : Long.toUnsignedString(value);
  }

  private static String stat(UserMemory memory, long at) {
    int mode = memory.readInt(at + 16);
    return "{st_mode=%s, st_size=%d, ...}"
        .formatted(FlagText.fileMode(mode), memory.readLong(at + 48));
  }

  private static String action(UserMemory memory, long at) {
    long handler = memory.readLong(at);
    long flags = memory.readLong(at + 8);
    String restorer =
        (flags & Action.SA_RESTORER) == 0
            ? ""
            : ", sa_restorer=0x" + Long.toHexString(memory.readLong(at + 16));
    String shown =
        handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : "0x" + Long.toHexString(handler);
    return "{sa_handler=%s, sa_mask=%s, sa_flags=%s%s}"
        .formatted(
            shown, SignalText.set(memory.readLong(at + 24)), FlagText.actionFlags(flags), restorer);
  }

  private static String waitStatus(int status) {
    int signal = status & 0x7f;
    if (status == 0xffff) {
      return "[{WIFCONTINUED(s)}]";
    }
    if (signal == 0x7f) {
      return "[{WIFSTOPPED(s) && WSTOPSIG(s) == %s}]".formatted(signal(status >> 8 & 0xff));
    }
    return signal == 0
        ? "[{WIFEXITED(s) && WEXITSTATUS(s) == %d}]".formatted(status >> 8 & 0xff)
        : "[{WIFSIGNALED(s) && WTERMSIG(s) == %s}]".formatted(signal(signal));
  }

  private static String vector(UserMemory memory, long at, long count) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(count, SHOWN_ELEMENTS); i++) {
      long base = memory.readLong(at + 16L * i);
      long length = memory.readLong(at + 16L * i + 8);
      parts.add(
          "{iov_base=%s, iov_len=%s}"
              .formatted(
                  struct(base, () -> bytes(memory, base, length)), Long.toUnsignedString(length)));
    }
    if (count > SHOWN_ELEMENTS) {
      parts.add("...");
    }
    return "[" + String.join(", ", parts) + "]";
  }

  // Strings

  private static String string(UserMemory memory, long address) {
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
  }

  private static String strings(UserMemory memory, long address) {
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
      texts.add(struct(pointer, () -> string(memory, pointer)));
    }
    return "[" + String.join(", ", texts) + "]";
  }

  private static String bytes(UserMemory memory, long address, long length) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(length, SHOWN); i++) {
      escape(text, memory.space().load8(address + i));
    }
    return text.append('"').append(length > SHOWN ? "..." : "").toString();
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
}
