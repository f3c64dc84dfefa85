package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Numbers and bits that have names, as strace shows them. */
final class FlagText {
  private static final String[] PROTECTIONS = {"PROT_READ", "PROT_WRITE", "PROT_EXEC"};
  private static final String[] WHENCES = {
    "SEEK_SET", "SEEK_CUR", "SEEK_END", "SEEK_DATA", "SEEK_HOLE"
  };
  private static final String[] HOWS = {"SIG_BLOCK", "SIG_UNBLOCK", "SIG_SETMASK"};
  private static final String[] ITIMERS = {"ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"};
  private static final String[] RLIMITS = {
    "RLIMIT_CPU",
    "RLIMIT_FSIZE",
    "RLIMIT_DATA",
    "RLIMIT_STACK",
    "RLIMIT_CORE",
    "RLIMIT_RSS",
    "RLIMIT_NPROC",
    "RLIMIT_NOFILE",
    "RLIMIT_MEMLOCK",
    "RLIMIT_AS",
    "RLIMIT_LOCKS",
    "RLIMIT_SIGPENDING",
    "RLIMIT_MSGQUEUE",
    "RLIMIT_NICE",
    "RLIMIT_RTPRIO",
    "RLIMIT_RTTIME"
  };
  private static final String[] CLOCKS = {
    "CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_PROCESS_CPUTIME_ID", "CLOCK_THREAD_CPUTIME_ID",
    "CLOCK_MONOTONIC_RAW", "CLOCK_REALTIME_COARSE", "CLOCK_MONOTONIC_COARSE", "CLOCK_BOOTTIME",
    "CLOCK_REALTIME_ALARM", "CLOCK_BOOTTIME_ALARM", "CLOCK_SGI_CYCLE", "CLOCK_TAI"
  };

  private static final String MAP_FLAGS =
      "MAP_FIXED 10 MAP_ANONYMOUS 20 MAP_GROWSDOWN 100 MAP_DENYWRITE 800 MAP_EXECUTABLE 1000"
          + " MAP_LOCKED 2000 MAP_NORESERVE 4000 MAP_POPULATE 8000 MAP_NONBLOCK 10000"
          + " MAP_STACK 20000 MAP_HUGETLB 40000 MAP_SYNC 80000 MAP_FIXED_NOREPLACE 100000";
  private static final String CLONE_FLAGS =
      "CLONE_VM 100 CLONE_FS 200 CLONE_FILES 400 CLONE_SIGHAND 800 CLONE_PIDFD 1000"
          + " CLONE_PTRACE 2000 CLONE_VFORK 4000 CLONE_PARENT 8000 CLONE_THREAD 10000"
          + " CLONE_NEWNS 20000 CLONE_SYSVSEM 40000 CLONE_SETTLS 80000"
          + " CLONE_PARENT_SETTID 100000 CLONE_CHILD_CLEARTID 200000 CLONE_DETACHED 400000"
          + " CLONE_UNTRACED 800000 CLONE_CHILD_SETTID 1000000 CLONE_NEWCGROUP 2000000"
          + " CLONE_NEWUTS 4000000 CLONE_NEWIPC 8000000 CLONE_NEWUSER 10000000"
          + " CLONE_NEWPID 20000000 CLONE_NEWNET 40000000 CLONE_IO 80000000";
  private static final String WAIT_OPTIONS =
      "WNOHANG 1 WSTOPPED 2 WEXITED 4 WCONTINUED 8 WNOWAIT 1000000 __WNOTHREAD 20000000"
          + " __WALL 40000000 __WCLONE 80000000";
  private static final String ACTION_FLAGS =
      "SA_RESTORER 4000000 SA_ONSTACK 8000000 SA_RESTART 10000000 SA_NODEFER 40000000"
          + " SA_RESETHAND 80000000 SA_NOCLDSTOP 1 SA_NOCLDWAIT 2 SA_SIGINFO 4"
          + " SA_EXPOSE_TAGBITS 800";
  private static final String AT_FLAGS =
      "AT_SYMLINK_NOFOLLOW 100 AT_REMOVEDIR 200 AT_SYMLINK_FOLLOW 400 AT_NO_AUTOMOUNT 800"
          + " AT_EMPTY_PATH 1000 AT_STATX_FORCE_SYNC 2000 AT_STATX_DONT_SYNC 4000";
  private static final String ACCESSES = "R_OK 4 W_OK 2 X_OK 1";

  private FlagText() {}

  /** Returns the text of a value. */
  static String of(Argument.Type type, long value) {
    int bits = (int) value;
    return switch (type) {
      case OPEN_FLAGS -> openFlags(bits);
      case PROTECTION -> protection(bits);
      case CLOCK -> named(CLOCKS, bits);
      case ITIMER -> named(ITIMERS, bits);
      case RLIMIT_KIND -> named(RLIMITS, bits);
      case WHENCE -> named(WHENCES, bits);
      case SIGNAL_HOW -> named(HOWS, bits);
      case TIMER_FLAGS -> bits == 1 ? "TIMER_ABSTIME" : hexadecimal(bits);
      case MAP_FLAGS -> mapFlags(bits);
      case CLONE_FLAGS -> cloneFlags(bits);
      case WAIT_OPTIONS -> flags(WAIT_OPTIONS, bits, "0");
      case AT_FLAGS -> flags(AT_FLAGS, bits, "0");
      case ACCESS -> flags(ACCESSES, bits, "F_OK");
      default -> value == 0 ? "NULL" : "0x" + Long.toHexString(value);
    };
  }

  private static String named(String[] names, int value) {
    return value >= 0 && value < names.length ? names[value] : hexadecimal(value);
  }

  private static String hexadecimal(int value) {
    return value == 0 ? "0" : "0x" + Integer.toHexString(value);
  }

  /** Names the bits of a value; {@code table} has names and hexadecimal values by turns. */
  private static String flags(String table, int value, String none) {
    List<String> names = new ArrayList<>();
    int rest = value;
    String[] words = table.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      int bit = Integer.parseUnsignedInt(words[i + 1], 16);
      if ((rest & bit) == bit) {
        names.add(words[i]);
        rest &= ~bit;
      }
    }
    if (rest != 0) {
      names.add(hexadecimal(rest));
    }
    return names.isEmpty() ? none : String.join("|", names);
  }

  private static String mapFlags(int value) {
    String[] types = {"0", "MAP_SHARED", "MAP_PRIVATE", "MAP_SHARED_VALIDATE"};
    int type = value & 0xf;
    String rest = flags(MAP_FLAGS, value & ~0xf, "");
    return named(types, type) + (rest.isEmpty() ? "" : "|" + rest);
  }

  private static String cloneFlags(int value) {
    int signal = value & 0xff;
    String flags = flags(CLONE_FLAGS, value & ~0xff, "");
    if (signal == 0) {
      return flags.isEmpty() ? "0" : flags;
    }
    String name = signal <= Signal.LAST ? Signal.nameOf(signal) : hexadecimal(signal);
    return flags.isEmpty() ? name : flags + "|" + name;
  }

  static String actionFlags(long flags) {
    return flags(ACTION_FLAGS, (int) flags, "0");
  }

  /** Returns a file's mode: {@code S_IFREG|0644}. */
  static String fileMode(int mode) {
    String type =
        switch (mode & 0170000) {
          case 0010000 -> "S_IFIFO";
          case 0020000 -> "S_IFCHR";
          case 0040000 -> "S_IFDIR";
          case 0060000 -> "S_IFBLK";
          case 0100000 -> "S_IFREG";
          case 0120000 -> "S_IFLNK";
          case 0140000 -> "S_IFSOCK";
          default -> "0" + Integer.toOctalString(mode & 0170000);
        };
    String special =
        ((mode & 04000) != 0 ? "|S_ISUID" : "")
            + ((mode & 02000) != 0 ? "|S_ISGID" : "")
            + ((mode & 01000) != 0 ? "|S_ISVTX" : "");
    return type + special + "|0" + Integer.toOctalString(mode & 0777);
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
      names.add(hexadecimal(rest));
    }
    return String.join("|", names);
  }

  private static String protection(int bits) {
    if (bits == 0) {
      return "PROT_NONE";
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < PROTECTIONS.length; i++) {
      if ((bits & 1 << i) != 0) {
        names.add(PROTECTIONS[i]);
      }
    }
    if ((bits & ~7) != 0) {
      names.add(hexadecimal(bits & ~7));
    }
    return String.join("|", names);
  }
}
