package dev.seedkernel.kernel.syscall;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.kernel.abi.CloneFlags;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.ThreadSettings;
import dev.seedkernel.kernel.process.UserMemory;
import java.nio.charset.StandardCharsets;

/** prctl, personality and namespaces: what a thread says about itself. */
final class ControlCalls {
  // Operations of prctl (linux/prctl.h).
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_GET_PDEATHSIG = 2;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_GET_KEEPCAPS = 7;
  private static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_GET_TIMING = 13;
  private static final int PR_SET_TIMING = 14;
  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int PR_GET_SECCOMP = 21;
  private static final int PR_CAPBSET_READ = 23;
  private static final int PR_GET_SECUREBITS = 27;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int PR_GET_TIMERSLACK = 30;
  private static final int PR_TASK_PERF_EVENTS_DISABLE = 31;
  private static final int PR_TASK_PERF_EVENTS_ENABLE = 32;
  private static final int PR_MCE_KILL_GET = 34;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_GET_CHILD_SUBREAPER = 37;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_GET_NO_NEW_PRIVS = 39;
  private static final int PR_GET_TID_ADDRESS = 40;
  private static final int PR_SET_THP_DISABLE = 41;
  private static final int PR_GET_THP_DISABLE = 42;
  private static final int PR_PAC_RESET_KEYS = 54;
  private static final int PR_SET_TAGGED_ADDR_CTRL = 55;
  private static final int PR_GET_TAGGED_ADDR_CTRL = 56;
  private static final int PR_GET_IO_FLUSHER = 58;

  /** PR_MCE_KILL_DEFAULT. */
  private static final int MCE_KILL_DEFAULT = 2;

  /** One more than the last capability (CAP_CHECKPOINT_RESTORE). */
  private static final int CAPABILITIES = 41;

  /** PR_PAC_APIAKEY to PR_PAC_APGAKEY. */
  private static final long PAC_KEYS = 31;

  private static final long PERSONALITY_QUERY = 0xffff_ffffL;

  private ControlCalls() {}

  static void define(Rows rows) {
    rows.supported(92, "personality", "persona:hex", ControlCalls::personality);
    rows.partial(
        167,
        "prctl",
        "option:int arg2:hex arg3:hex arg4:hex arg5:hex",
        "what is said is kept; capabilities, seccomp and what arm64 without SVE and MTE lacks give"
            + " EINVAL; tagged addresses are refused by calls all the same",
        ControlCalls::prctl);
    rows.partial(
        97,
        "unshare",
        "flags:hex",
        "nothing but what is its own already; all else gives EINVAL, as without namespaces",
        ControlCalls::unshare);
    rows.partial(
        268,
        "setns",
        "fd:fd nstype:hex",
        "there are no namespaces: EINVAL",
        call -> {
          call.descriptors().get(call.intArgument(0));
          throw Errno.EINVAL.exception();
        });
  }

  private static long personality(Call call) {
    ThreadSettings settings = call.thread().settings();
    int old = settings.personality();
    if (Integer.toUnsignedLong(call.intArgument(0)) != PERSONALITY_QUERY) {
      settings.personality(call.intArgument(0));
    }
    return Integer.toUnsignedLong(old);
  }

  private static long prctl(Call call) throws ErrnoException {
    long argument = call.argument(1);
    ThreadSettings settings = call.thread().settings();
    return switch (call.intArgument(0)) {
      case PR_SET_NAME -> setName(call);
      case PR_GET_NAME -> getName(call);
      case PR_SET_PDEATHSIG -> {
        require(argument >= 0 && argument <= Signal.LAST);
        settings.parentDeathSignal((int) argument);
        yield 0;
      }
      case PR_GET_PDEATHSIG -> writeInt(call, settings.parentDeathSignal());
      case PR_GET_KEEPCAPS -> bit(settings.keepsCapabilities());
      case PR_SET_KEEPCAPS -> {
        settings.keepsCapabilities(flag(argument));
        yield 0;
      }
      case PR_SET_TIMERSLACK -> {
        settings.timerSlack(argument);
        yield 0;
      }
      case PR_GET_TIMERSLACK -> settings.timerSlack();
      case PR_SET_NO_NEW_PRIVS -> {
        require(argument == 1 && others(call, 2));
        settings.forbidNewPrivileges();
        yield 0;
      }
      case PR_GET_NO_NEW_PRIVS -> {
        require(others(call, 1));
        yield bit(settings.noNewPrivileges());
      }
      default -> prctlOfProcess(call);
    };
  }

  private static long prctlOfProcess(Call call) throws ErrnoException {
    long argument = call.argument(1);
    GuestProcess process = call.process();
    return switch (call.intArgument(0)) {
      case PR_GET_DUMPABLE -> bit(process.isDumpable());
      case PR_SET_DUMPABLE -> {
        process.dumpable(flag(argument));
        yield 0;
      }
      case PR_SET_CHILD_SUBREAPER -> {
        process.subreaper(argument != 0);
        yield 0;
      }
      case PR_GET_CHILD_SUBREAPER -> writeInt(call, (int) bit(process.isSubreaper()));
      case PR_SET_THP_DISABLE -> {
        require(others(call, 2));
        process.refusesHugePages(argument != 0);
        yield 0;
      }
      case PR_GET_THP_DISABLE -> {
        require(others(call, 1));
        yield bit(process.refusesHugePages());
      }
      case PR_GET_TID_ADDRESS -> {
        call.memory().writeLong(argument, call.thread().clearChildTid());
        yield 0;
      }
      default -> prctlOfSystem(call);
    };
  }

  private static long prctlOfSystem(Call call) throws ErrnoException {
    long argument = call.argument(1);
    ThreadSettings settings = call.thread().settings();
    return switch (call.intArgument(0)) {
      case PR_GET_TIMING,
          PR_GET_SECCOMP,
          PR_GET_SECUREBITS,
          PR_GET_IO_FLUSHER,
          PR_TASK_PERF_EVENTS_DISABLE,
          PR_TASK_PERF_EVENTS_ENABLE -> {
        require(call.intArgument(0) != PR_GET_IO_FLUSHER || others(call, 1));
        yield 0;
      }
      case PR_SET_TIMING -> {
        require(argument == 0);
        yield 0;
      }
      case PR_CAPBSET_READ -> {
        require(argument >= 0 && argument < CAPABILITIES);
        yield 1;
      }
      case PR_MCE_KILL_GET -> {
        require(others(call, 1));
        yield MCE_KILL_DEFAULT;
      }
      case PR_SET_TAGGED_ADDR_CTRL -> {
        require((argument & ~1) == 0 && others(call, 2));
        settings.taggedAddresses(argument == 1);
        yield 0;
      }
      case PR_GET_TAGGED_ADDR_CTRL -> {
        require(others(call, 1));
        yield bit(settings.taggedAddresses());
      }
      case PR_PAC_RESET_KEYS -> {
        require(call.thread().cpu().features().contains(Feature.PAUTH) && others(call, 2));
        require((argument & ~PAC_KEYS) == 0);
        call.machine().lifecycle().resetPointerKeys(call.thread(), argument);
        yield 0;
      }
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static long setName(Call call) {
    // A name that is too long is cut; only what is kept is read.
    StringBuilder name = new StringBuilder();
    long at = call.argument(1);
    while (name.length() < ThreadSettings.NAME_LENGTH) {
      byte[] one = call.memory().readBytes(at + name.length(), 1);
      if (one[0] == 0) {
        break;
      }
      name.append((char) (one[0] & 0xff));
    }
    call.thread().settings().name(name.toString());
    return 0;
  }

  private static long getName(Call call) {
    byte[] bytes = new byte[ThreadSettings.NAME_LENGTH + 1];
    byte[] name = call.thread().settings().name().getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(name, 0, bytes, 0, name.length);
    call.memory().writeBytes(call.argument(1), bytes);
    return 0;
  }

  private static void require(boolean condition) throws ErrnoException {
    if (!condition) {
      throw Errno.EINVAL.exception();
    }
  }

  private static boolean flag(long argument) throws ErrnoException {
    require(argument == 0 || argument == 1);
    return argument == 1;
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }

  /** Returns whether the arguments from an index on are zero, as Linux wants of those not used. */
  private static boolean others(Call call, int from) {
    for (int i = from; i <= 4; i++) {
      if (call.argument(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static long writeInt(Call call, int value) {
    UserMemory memory = call.memory();
    memory.writeInt(call.argument(1), value);
    return 0;
  }

  private static long unshare(Call call) throws ErrnoException {
    long own = CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES | CloneFlags.CLONE_SYSVSEM;
    if ((Integer.toUnsignedLong(call.intArgument(0)) & ~own) != 0
        || (call.intArgument(0) != 0 && call.process().threads().size() > 1)) {
      throw Errno.EINVAL.exception();
    }
    call.process().unshare(Integer.toUnsignedLong(call.intArgument(0)));
    return 0;
  }
}
